// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/adapter.h"
#include "app/stream/sseparser.h"

namespace Crossroads {

/// Decodes one answer of the OpenAI wire: an event stream, or a whole JSON body, told apart by its first
/// byte. Facts and recordings: each leniency below names what sends it.
class OpenAiDecoder : public AnswerDecoder
{
public:
    OpenAiDecoder(const Vendor &vendor, QByteArrayView contentType);
    StreamEvents feed(QByteArrayView bytes) override;
    StreamEvents finish(const std::optional<Error> &transport) override;
    bool sawEnd() const override { return m_doneMark; }
    bool sawFinishReason() const override { return !m_nativeFinish.isEmpty(); }

private:
    void eventData(QByteArrayView type, QByteArrayView data, StreamEvents &out);
    void chunk(const QJsonObject &object, StreamEvents &out);
    void start(const QJsonObject &object, StreamEvents &out);
    void choice(const QJsonObject &choice, StreamEvents &out);
    void content(const QJsonValue &value, StreamEvents &out);
    void contentPart(const QJsonObject &part, StreamEvents &out);
    void reasoning(const QJsonObject &delta, StreamEvents &out);
    void toolCalls(const QJsonArray &calls, StreamEvents &out);
    void annotations(const QJsonArray &notes, StreamEvents &out);
    void usage(const QJsonObject &object, StreamEvents &out);
    void wholeBody(StreamEvents &out);
    StreamEvents end(StreamEvent last, StreamEvents out);

    Vendor m_vendor;
    SseParser m_sse;
    QByteArray m_head; ///< the first bytes, kept while no event was seen: an unframed error may be in them
    enum class Form { Undecided, Events, Json, Html } m_form = Form::Undecided;
    bool m_started = false;
    bool m_doneMark = false;
    bool m_sawToolCall = false;
    bool m_sawRefusal = false;
    bool m_tooLong = false;
    QString m_nativeFinish;
    std::optional<Error> m_inBand;
};

} // namespace Crossroads
