// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/frameddecoder.h"

#include "app/core/redact.h"
#include "app/providers/providererror.h"

#include <QCoreApplication>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

static constexpr qsizetype pageKept = 64 * 1024; // of a web page, for its title

FramedDecoder::FramedDecoder(const Vendor &vendor, QByteArrayView contentType) : m_vendor(vendor)
{
    if (contentType.startsWith("text/html"))
        m_form = Form::Html;
}

// --- framing
// -------------------------------------------------------------------------------------------------

StreamEvents FramedDecoder::feed(QByteArrayView bytes)
{
    StreamEvents out;
    if (m_form == Form::Undecided) {
        m_head.append(bytes);
        decideForm(out);
    } else {
        feedForm(bytes, out);
    }
    return out;
}

void FramedDecoder::decideForm(StreamEvents &out)
{
    QByteArrayView seen = m_head;
    if (seen.startsWith("\xEF\xBB\xBF"))
        seen = seen.sliced(3);
    else if (QByteArrayView("\xEF\xBB\xBF").startsWith(seen))
        return;
    // Only in front: white space behind may belong to a string that goes on in the next bytes.
    while (!seen.isEmpty() && QChar::isSpace(uchar(seen.front())))
        seen = seen.sliced(1);
    if (seen.isEmpty()) {
        m_head = m_head.first(qMin(m_head.size(), qsizetype(64))); // DeepSeek sends empty lines while queued
        return;
    }
    const char first = seen.front();
    m_form = first == '{' || first == '[' ? Form::Json : first == '<' ? Form::Html : Form::Events;
    const QByteArray head = std::exchange(m_head, {});
    // The event parser drops a byte order mark by its own rules; JSON has none.
    feedForm(m_form == Form::Json ? seen : QByteArrayView(head), out);
}

void FramedDecoder::feedForm(QByteArrayView bytes, StreamEvents &out)
{
    if (m_tooLong)
        return;
    switch (m_form) {
    case Form::Events:
        m_tooLong =
            !m_sse.feed(bytes, [&](const SseEvent &event) { takeEvent(event.type, event.data, out); });
        break;
    case Form::Json:
        m_tooLong = !m_splitter.feed(bytes, [&](QByteArrayView piece) { takePiece("message", piece, out); });
        break;
    case Form::Html:
    case Form::Undecided:
        m_head.append(bytes.first(qBound(qsizetype(0), pageKept - m_head.size(), bytes.size())));
        break;
    }
}

void FramedDecoder::takeEvent(QByteArrayView event, QByteArrayView data, StreamEvents &out)
{
    if (!data.trimmed().isEmpty())
        takePiece(event, data, out);
}

void FramedDecoder::takePiece(QByteArrayView event, QByteArrayView data, StreamEvents &out)
{
    if (const auto object = m_reader.readObject(data)) {
        takeObject(event, *object, out);
        return;
    }
    if (takeWord(event, data.trimmed()))
        return;
    const QString text = QString::fromUtf8(data.first(qMin(data.size(), qsizetype(300))));
    if (event == "error")
        inBand(providerError(m_vendor, 0, {text, {}, 0}));
    else
        inBand(Error{ErrorKind::Protocol, tr("%1 sent a piece that is not JSON.").arg(m_vendor.name),
                     tr("Try again; if it stays, check the provider's address and wire format."),
                     redact(text)});
}

bool FramedDecoder::takeWord(QByteArrayView, QByteArrayView)
{
    return false;
}

/// Servers forget the last blank line, and some append a bare JSON error to a stream of events.
void FramedDecoder::takeLeftovers(StreamEvents &out)
{
    if (m_form != Form::Events)
        return;
    const QByteArray rest = m_sse.pendingData();
    if (!rest.isEmpty() && (m_reader.readObject(rest) || takeWord("message", rest)))
        takePiece("message", rest, out);
    const QByteArray stray = m_sse.strayText().trimmed();
    if (stray.startsWith('{') && m_reader.readObject(stray))
        takePiece("message", stray, out);
}

// --- what a wire's decoder tells
// -----------------------------------------------------------------------------

void FramedDecoder::start(Started started, StreamEvents &out)
{
    if (m_started)
        return;
    m_started = true;
    out.append(std::move(started));
}

void FramedDecoder::text(const QString &text, StreamEvents &out)
{
    if (text.isEmpty())
        return;
    start({}, out);
    m_think.feed(text, out);
}

void FramedDecoder::reasoning(const QString &text, const QByteArray &signature, StreamEvents &out)
{
    if (text.isEmpty() && signature.isEmpty())
        return;
    start({}, out);
    if (!text.isEmpty())
        m_think.reasoningSeen();
    out.append(ReasoningDelta{text, signature});
}

void FramedDecoder::refusal(const QString &text, StreamEvents &out)
{
    if (text.isEmpty())
        return;
    start({}, out);
    m_sawRefusal = true;
    out.append(RefusalDelta{text});
}

void FramedDecoder::tool(ToolCallDelta delta, StreamEvents &out)
{
    start({}, out);
    m_sawToolCall = m_sawToolCall || !delta.server;
    out.append(std::move(delta));
}

void FramedDecoder::image(QByteArrayView url, StreamEvents &out)
{
    if (url.isEmpty())
        return;
    if (const auto media = mediaFromDataUrl(url))
        image(*media, out);
    else
        text(u"\n![](%1)\n"_s.arg(QString::fromUtf8(url)), out);
}

void FramedDecoder::image(const Media &picture, StreamEvents &out)
{
    if (picture.bytes.isEmpty())
        return;
    start({}, out);
    out.append(ImageDelta{picture.mimeType, picture.bytes});
}

void FramedDecoder::restart(StreamEvents &out)
{
    m_think = ThinkSplitter();
    m_sawToolCall = m_sawRefusal = false;
    m_nativeFinish.clear();
    out.append(Restarted{});
}

void FramedDecoder::sawFinish(const QString &native)
{
    if (!native.isEmpty())
        m_nativeFinish = native;
}

void FramedDecoder::inBand(const Error &error)
{
    if (!m_inBand)
        m_inBand = error;
}

// --- the end
// -------------------------------------------------------------------------------------------------

std::optional<Failed> FramedDecoder::failure(const std::optional<Error> &transport) const
{
    const auto protocol = [&](const QString &message, const QString &hint, bool incomplete = false) {
        return Failed{Error{ErrorKind::Protocol, message, hint, {}}, incomplete};
    };
    if (m_tooLong)
        return protocol(tr("%1 sent a piece that is too long to be an answer.").arg(m_vendor.name),
                        tr("Try again with a smaller answer limit."));
    if (m_form == Form::Html)
        return protocol(tr("%1 answered with a web page instead of a model's answer: %2")
                            .arg(m_vendor.name, redact(htmlGist(m_head))),
                        tr("Check the provider's address; a proxy or a sign-in page may stand in between."));
    if (m_inBand)
        return Failed{*m_inBand, false, m_nativeFinish};
    if (transport && !m_sawEnd) {
        Failed broken{*transport, m_started};
        if (m_started && transport->kind == ErrorKind::Network) {
            // The person knows the provider, not its address.
            broken.error.message = tr("The connection to %1 closed before the end.").arg(m_vendor.name);
            broken.error.detail = transport->message;
        }
        return broken;
    }
    if (m_sawEnd || !m_nativeFinish.isEmpty())
        return std::nullopt;
    if (!m_started) {
        const QString stray = redact(QString::fromUtf8(m_sse.strayText().left(200)).simplified());
        return protocol(stray.isEmpty()
                            ? tr("%1 sent an empty answer.").arg(m_vendor.name)
                            : tr("%1 sent something that is no answer: %2").arg(m_vendor.name, stray),
                        tr("Try again, or pick another model."));
    }
    return protocol(tr("The connection closed before the end."),
                    tr("%1 sent no finish mark. What arrived is kept; you can try again.").arg(m_vendor.name),
                    true);
}

StreamEvents FramedDecoder::finish(const std::optional<Error> &transport)
{
    StreamEvents out;
    if (!m_sawEnd)
        takeLeftovers(out);
    m_think.finish(out);
    beforeEnd(out);
    if (const auto failed = failure(transport)) {
        out.append(*failed);
        return out;
    }
    FinishReason reason = m_nativeFinish.isEmpty() ? FinishReason::Stop : unified(m_nativeFinish);
    if (reason == FinishReason::Stop && m_sawToolCall)
        reason = FinishReason::ToolCalls;
    if (reason == FinishReason::Stop && m_sawRefusal)
        reason = FinishReason::Refusal;
    out.append(Finished{reason, m_nativeFinish});
    return out;
}

} // namespace Crossroads
