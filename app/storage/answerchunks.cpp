// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/answerchunks.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace Crossroads {

using namespace Qt::StringLiterals;

void ChunkGatherer::flush()
{
    closeCall();
    if (!m_gathered.isEmpty())
        m_sink(m_kind, std::exchange(m_gathered, {}));
}

void ChunkGatherer::drop()
{
    m_call.reset();
    m_gathered.clear();
}

void ChunkGatherer::addText(ChunkKind kind, const QString &text)
{
    if (text.isEmpty())
        return;
    if (kind != m_kind || m_call)
        flush();
    m_kind = kind;
    m_gathered += text;
}

void ChunkGatherer::addPart(const QJsonObject &part)
{
    if (m_kind != ChunkKind::Parts) {
        flush();
        m_kind = ChunkKind::Parts;
    }
    closeCall();
    m_gathered += QString::fromUtf8(QJsonDocument(part).toJson(QJsonDocument::Compact)) + u'\n';
}

void ChunkGatherer::closeCall()
{
    const auto call = std::exchange(m_call, std::nullopt);
    if (!call)
        return;
    QJsonObject object{{"index"_L1, call->index}, {"arguments"_L1, call->arguments}};
    if (!call->id.isEmpty())
        object["id"_L1] = call->id;
    if (!call->name.isEmpty())
        object["name"_L1] = call->name;
    if (call->server)
        object["server"_L1] = true;
    addPart({{"call"_L1, object}});
}

void ChunkGatherer::addCall(const ToolCallDelta &delta)
{
    if (m_call && m_call->index != delta.index)
        closeCall();
    if (!m_call) {
        m_call = delta;
        return;
    }
    if (!delta.id.isEmpty())
        m_call->id = delta.id;
    if (!delta.name.isEmpty())
        m_call->name = delta.name;
    m_call->server = m_call->server || delta.server;
    m_call->arguments += delta.arguments;
}

void ChunkGatherer::addReasoning(const ReasoningDelta &delta)
{
    if (delta.redacted || !delta.signature.isEmpty()) {
        // In one piece: its words belong to the block that the signature closes.
        addPart(
            {{"thought"_L1, QJsonObject{{"text"_L1, delta.text},
                                        {"redacted"_L1, delta.redacted},
                                        {"signature"_L1, QString::fromLatin1(delta.signature.toBase64())}}}});
        return;
    }
    addText(ChunkKind::Reasoning, delta.text);
}

bool ChunkGatherer::take(const StreamEvent &event)
{
    if (const auto *text = std::get_if<TextDelta>(&event))
        addText(ChunkKind::Text, text->text);
    else if (const auto *refusal = std::get_if<RefusalDelta>(&event))
        addText(ChunkKind::Refusal, refusal->text);
    else if (const auto *reasoning = std::get_if<ReasoningDelta>(&event))
        addReasoning(*reasoning);
    else if (const auto *call = std::get_if<ToolCallDelta>(&event))
        addCall(*call);
    else if (const auto *image = std::get_if<ImageDelta>(&event))
        addPart({{"image"_L1, QJsonObject{{"type"_L1, QString::fromLatin1(image->mimeType)},
                                          {"base64"_L1, QString::fromLatin1(image->bytes.toBase64())}}}});
    else if (const auto *citation = std::get_if<Citation>(&event))
        addPart({{"citation"_L1, QJsonObject{{"url"_L1, citation->url}, {"title"_L1, citation->title}}}});
    else if (const auto *note = std::get_if<Noted>(&event))
        addPart({{"note"_L1, note->text}});
    else
        return false;
    return true;
}

static std::optional<StreamEvent> partFrom(const QJsonObject &part)
{
    if (const QJsonObject call = part["call"_L1].toObject(); !call.isEmpty())
        return ToolCallDelta{call["index"_L1].toInt(), call["id"_L1].toString(), call["name"_L1].toString(),
                             call["arguments"_L1].toString(), call["server"_L1].toBool()};
    const auto bytes = [](const QJsonValue &base64) {
        return QByteArray::fromBase64(base64.toString().toLatin1());
    };
    if (const QJsonObject thought = part["thought"_L1].toObject(); !thought.isEmpty())
        return ReasoningDelta{thought["text"_L1].toString(), bytes(thought["signature"_L1]),
                              thought["redacted"_L1].toBool()};
    if (const QJsonObject image = part["image"_L1].toObject(); !image.isEmpty())
        return ImageDelta{image["type"_L1].toString().toLatin1(), bytes(image["base64"_L1])};
    if (const QJsonObject citation = part["citation"_L1].toObject(); !citation.isEmpty())
        return Citation{citation["url"_L1].toString(), citation["title"_L1].toString()};
    if (part.contains("note"_L1))
        return Noted{part["note"_L1].toString()};
    return std::nullopt;
}

void applyChunk(Answer &answer, ChunkKind kind, const QString &text)
{
    switch (kind) {
    case ChunkKind::Text:
        return answer.add(TextDelta{text});
    case ChunkKind::Reasoning:
        return answer.add(ReasoningDelta{text, {}});
    case ChunkKind::Refusal:
        return answer.add(RefusalDelta{text});
    case ChunkKind::Parts:
        break;
    }
    for (const QStringView line : QStringView(text).split(u'\n', Qt::SkipEmptyParts)) {
        if (const auto part = partFrom(QJsonDocument::fromJson(line.toUtf8()).object()))
            answer.add(*part);
    }
}

} // namespace Crossroads
