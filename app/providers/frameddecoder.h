// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/adapter.h"
#include "app/providers/json.h"
#include "app/providers/mediatext.h"
#include "app/providers/thinksplitter.h"
#include "app/stream/jsonsplitter.h"
#include "app/stream/sseparser.h"

namespace Crossroads {

/// What the decoders of all wires share: telling event streams, NDJSON, a JSON body, a JSON array and web
/// pages apart by their first byte (content types lie both ways), parsing each frame once, and the rules of
/// how an answer ends. A wire's decoder only reads objects (takeObject) and says what it saw.
///
/// End: an error that stood in the body wins; then a broken transport, unless the end mark came before; then
/// Finished where an end mark or a finish reason was seen, else Failed and incomplete.
class FramedDecoder : public AnswerDecoder
{
public:
    FramedDecoder(const Vendor &vendor, QByteArrayView contentType);
    StreamEvents feed(QByteArrayView bytes) final;
    StreamEvents finish(const std::optional<Error> &transport) final;
    bool sawEnd() const final { return m_sawEnd; }
    bool sawFinishReason() const final { return !m_nativeFinish.isEmpty(); }

protected:
    /// One JSON object: a frame of a stream, or the whole body. \p event is the SSE event's type ("message"
    /// where none is named). \p object is valid until it returns.
    virtual void takeObject(QByteArrayView event, const Json &object, StreamEvents &out) = 0;
    /// Data that is no JSON object. True where the wire knows it, like [DONE].
    virtual bool takeWord(QByteArrayView event, QByteArrayView data);
    /// The finish reason in our words; called once, at the end, with what sawFinish() was last told.
    virtual FinishReason unified(const QString &native) const = 0;
    /// Last events before Finished or Failed.
    virtual void beforeEnd(StreamEvents &) {}

    // What a wire's decoder tells:
    void start(Started started, StreamEvents &out);    ///< the first call counts
    void text(const QString &text, StreamEvents &out); ///< <think> tags at the start go to reasoning
    void reasoning(const QString &text, const QByteArray &signature, StreamEvents &out);
    void refusal(const QString &text, StreamEvents &out);
    void tool(ToolCallDelta delta, StreamEvents &out);
    void image(QByteArrayView dataUrl, StreamEvents &out); ///< other addresses become links in the text
    void image(const Media &picture, StreamEvents &out);
    void restart(StreamEvents &out);       ///< what came before is void
    void sawFinish(const QString &native); ///< empty ones are ignored, the last one counts
    void sawEndMark() { m_sawEnd = true; }
    void inBand(const Error &error); ///< the first one counts

    const Vendor &vendor() const { return m_vendor; }
    bool started() const { return m_started; }

private:
    void decideForm(StreamEvents &out);
    void feedForm(QByteArrayView bytes, StreamEvents &out);
    void takeEvent(QByteArrayView event, QByteArrayView data, StreamEvents &out);
    void takePiece(QByteArrayView event, QByteArrayView data, StreamEvents &out);
    void takeLeftovers(StreamEvents &out);
    std::optional<Failed> failure(const std::optional<Error> &transport) const;

    enum class Form { Undecided, Events, Json, Html };
    Vendor m_vendor;
    JsonReader m_reader;
    SseParser m_sse;
    JsonSplitter m_splitter;
    ThinkSplitter m_think;
    QByteArray m_head; ///< before the form is known; of a web page, its start
    Form m_form = Form::Undecided;
    bool m_started = false;
    bool m_sawEnd = false;
    bool m_sawToolCall = false;
    bool m_sawRefusal = false;
    bool m_tooLong = false;
    QString m_nativeFinish;
    std::optional<Error> m_inBand;
};

} // namespace Crossroads
