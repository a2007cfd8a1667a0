// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/runparameters.h"

#include "app/providers/adapter.h"

#include <QJsonDocument>
#include <QStringDecoder>

namespace Crossroads {

using namespace Qt::StringLiterals;

/// A vendor that takes everything: the unified format goes through the OpenAI wire whole.
static Vendor everything()
{
    Vendor vendor;
    vendor.slug = vendor.name = u"record"_s;
    vendor.quirks.takesTopK = true;
    vendor.quirks.cacheMarks = true;
    vendor.quirks.reasoning = ReasoningStyle::Object;
    return vendor;
}

QString parametersText(const ChatRequest &parameters, const QList<ContentPart> &attachments)
{
    ChatRequest request = parameters;
    request.model = u"m"_s;
    request.system = u"s"_s; // its text is the run's; here it only carries the cache mark
    request.maxTokens = 0;
    request.temperature.reset();
    request.strict = false;
    ChatMessage message;
    message.parts = attachments;
    request.messages = {message};
    ChatRequest plain;
    plain.model = request.model;
    plain.system = request.system;
    plain.messages = {ChatMessage()};
    const Adapter &wire = *adapterFor(Wire::OpenAi);
    const auto asked = wire.encode(request, everything());
    const auto nothing = wire.encode(plain, everything());
    if (!asked || !nothing || (asked->body == nothing->body && !parameters.strict))
        return {};
    // The body may hold files of many megabytes: it is read straight into the text, and nowhere else.
    QString text = u"{\"request\":"_s;
    const QLatin1StringView tail = parameters.strict ? ",\"strict\":true}"_L1 : ",\"strict\":false}"_L1;
    const qsizetype head = text.size();
    QStringDecoder decoder(QStringDecoder::Utf8);
    text.resize(head + decoder.requiredSpace(asked->body.size()) + tail.size());
    const QChar *end = decoder.appendToBuffer(text.data() + head, asked->body);
    text.truncate(end - text.constData());
    text += tail;
    return text;
}

void readParameters(const QString &text, ChatRequest &parameters, QList<ContentPart> &attachments)
{
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    const QByteArray body = QJsonDocument(object["request"_L1].toObject()).toJson(QJsonDocument::Compact);
    auto read = adapterFor(Wire::OpenAi)->readRequest({}, body);
    if (!read)
        return;
    attachments = read->messages.isEmpty() ? QList<ContentPart>() : read->messages.first().parts;
    attachments.removeIf([](const ContentPart &part) { return part == ContentPart(); });
    parameters = *read;
    parameters.model.clear();
    parameters.system.clear();
    parameters.messages.clear();
    parameters.extra = {};
    parameters.stream = parameters.includeUsage = true;
    parameters.strict = object["strict"_L1].toBool();
}

} // namespace Crossroads
