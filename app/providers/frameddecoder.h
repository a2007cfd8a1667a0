// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/adapter.h"
#include "app/providers/json.h"
#include "app/providers/mediatext.h"
#include "app/providers/providererror.h"
#include "app/providers/thinksplitter.h"
#include "app/providers/usagetally.h"
#include "app/stream/answermeter.h"
#include "app/stream/jsonsplitter.h"
#include "app/stream/sseparser.h"

namespace Crossroads {

/// What the decoders of all wires share: telling event streams, NDJSON, a JSON body, a JSON array and web
/// pages apart by their first byte (content types lie in every way), parsing each frame once, and the rules
/// of how an answer ends. A wire's decoder only reads objects (takeObject) and says what it saw.
///
/// End: an error that stood in the body wins; then a broken transport, unless the end mark came before; then
/// Finished where an end mark or a finish reason was seen, else Failed and incomplete. An answer that carries
/// nothing is Failed, too, unless the provider says why (length, filter, refusal, pause): then a note tells.
/// An answer that reaches a limit is cut off there: nothing more is read, and it ends as incomplete.
///
/// Usage: what frames tell is merged (UsageTally). It is Reported where nothing of the answer came after it,
/// and Estimated while it runs along with the answer; zeros beside an answer that has content are no report.
class FramedDecoder : public AnswerDecoder
{
public:
    FramedDecoder(const Vendor &vendor, QByteArrayView contentType);
    StreamEvents feed(QByteArrayView bytes) final;
    StreamEvents finish(const std::optional<Error> &transport) final;
    bool sawEnd() const final { return m_sawEnd; }
    bool isFull() const final { return m_meter.full() != AnswerMeter::Full::No; }
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
    /// Whether models of this wire think in tags of their text, perhaps with the closing one alone.
    virtual bool mayThinkUnopened() const { return false; }

    // What a wire's decoder tells:
    void start(Started started, StreamEvents &out);    ///< the first call counts
    void text(const QString &text, StreamEvents &out); ///< <think> tags at the start go to reasoning
    void reasoning(const QString &text, const QByteArray &signature, StreamEvents &out);
    void refusal(const QString &text, StreamEvents &out);
    void tool(ToolCallDelta delta, StreamEvents &out);
    void image(QByteArrayView dataUrl, StreamEvents &out); ///< other addresses become links in the text
    void image(const Media &picture, StreamEvents &out);
    void restart(StreamEvents &out); ///< what came before is void
    void sawOther();                 ///< something of the answer that no call above tells
    /// \param last the answer is complete, or broken off, by what this frame says
    void usage(const ToldUsage &told, bool last, StreamEvents &out);
    /// The last one counts; values that say that there is none yet ("null", FINISH_REASON_UNSPECIFIED) are
    /// ignored.
    void sawFinish(const QString &native);
    static bool isNoReason(const QString &native);
    void sawEndMark() { m_sawEnd = true; }
    void inBand(const Error &error); ///< the first one counts
    /// True where \p object is an error: \p complaint, if any, is entered as one, and so is whatever comes as
    /// an event of type "error". Words that may be one are kept until it is known what came of the answer.
    bool isError(QByteArrayView event, const Json &object, const std::optional<ProviderComplaint> &complaint);

    const Vendor &vendor() const { return m_vendor; }
    bool started() const { return m_started; }
    /// Whether anything of the answer has come: text, reasoning, a tool call, a picture.
    bool saidAnything() const { return m_saidOther || m_think.saidText() || m_think.saidReasoning(); }
    bool isOneBody() const { return m_form == Form::Json; }
    /// Grows with each piece of the answer.
    qint64 contentPieces() const { return m_pieces; }

private:
    void report(UsageState state, StreamEvents &out);
    void settleUsage(bool failed, StreamEvents &out);
    void decideForm(StreamEvents &out);
    void feedForm(QByteArrayView bytes, StreamEvents &out);
    void takeEvent(QByteArrayView event, QByteArrayView data, StreamEvents &out);
    bool takeLine(QByteArrayView event, QByteArrayView data, StreamEvents &out);
    void takePiece(QByteArrayView event, QByteArrayView data, StreamEvents &out);
    bool takeObjectsIn(QByteArrayView event, QByteArrayView data, StreamEvents &out);
    void takeStrangeWords(QByteArrayView event, QByteArrayView data);
    void takeLeftovers(StreamEvents &out);
    void saidSomething()
    {
        ++m_pieces;
        m_suspicion.reset();
    }
    std::optional<Failed> failure(const std::optional<Error> &transport) const;
    std::optional<Failed> brokenOff() const;
    std::optional<Failed> emptiness(FinishReason reason, StreamEvents &out) const;
    Failed protocolFailure(const QString &message, const QString &hint, bool incomplete = false) const;
    Failed pageFailure(QByteArrayView page) const;
    FinishReason reason() const;
    Failed toldFailure(const Error &error, bool incomplete) const;
    Failed fullFailure() const;

    enum class Form { Undecided, Events, Json, Html };
    Vendor m_vendor;
    JsonReader m_reader;
    SseParser m_sse;
    JsonSplitter m_splitter;
    ThinkSplitter m_think;
    QByteArray m_head; ///< before the form is known; of a web page, its start
    Form m_form = Form::Undecided;
    AnswerMeter m_meter;
    UsageTally m_usage;
    std::optional<UsageReport> m_reported; ///< as last handed out
    qint64 m_pieces = 0;
    qint64 m_piecesAtUsage = 0; ///< when usage was last told
    bool m_lastUsage = false;   ///< it was told to be the last
    bool m_costRefused = false;
    bool m_calledPage = false; ///< by the content type, which counts where nothing was read
    bool m_started = false;
    bool m_sawEnd = false;
    bool m_sawToolCall = false;
    bool m_sawRefusal = false;
    bool m_saidOther = false; ///< than text and reasoning
    bool m_tooLong = false;
    bool m_closing = false;  ///< the body has ended: what can not be read was cut
    bool m_cutWords = false; ///< what was cut may have held a part of the answer
    QString m_nativeFinish;
    std::optional<Error> m_inBand;
    struct Suspicion
    {
        ProviderComplaint complaint;
        bool grave; ///< it speaks of a failure; else it may be a sign of life
    };
    std::optional<Suspicion> m_suspicion; ///< nothing of the answer has come since
};

} // namespace Crossroads
