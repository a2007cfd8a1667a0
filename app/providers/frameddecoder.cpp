// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/frameddecoder.h"

#include "app/core/plaintext.h"
#include "app/core/redact.h"
#include "app/providers/providererror.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

static constexpr qsizetype pageKept = 64 * 1024; // of a web page, for its title

FramedDecoder::FramedDecoder(const Vendor &vendor, QByteArrayView contentType)
    : m_vendor(vendor), m_calledPage(contentType.startsWith("text/html"))
{
}

// --- framing
// -------------------------------------------------------------------------------------------------

StreamEvents FramedDecoder::feed(QByteArrayView bytes)
{
    StreamEvents out;
    if (isFull())
        return out;
    if (m_form == Form::Undecided) {
        m_head.append(bytes);
        decideForm(out);
    } else {
        feedForm(bytes, out);
    }
    m_meter.take(out);
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
        m_tooLong = !m_sse.feed(
            bytes, [&](const SseEvent &event) { takeEvent(event.type, event.data, out); },
            [&](const SseEvent &event) { return takeLine(event.type, event.data, out); });
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

/// A line that looks like a whole object: true where it is one, or a word that the wire knows.
bool FramedDecoder::takeLine(QByteArrayView event, QByteArrayView data, StreamEvents &out)
{
    if (const auto object = m_reader.readObject(data)) {
        takeObject(event, *object, out);
        return true;
    }
    return takeWord(event, data.trimmed());
}

/// Whether \p piece, which was cut, may have held a part of the answer.
static bool mayHoldWords(QByteArrayView piece)
{
    return std::ranges::any_of(
        std::initializer_list<QByteArrayView>{"\"content\"", "\"text\"", "\"arguments\"", "\"response\"",
                                              "\"partial_json\"", "\"functionCall\"", "\"inlineData\""},
        [&](QByteArrayView name) { return piece.contains(name); });
}

void FramedDecoder::takePiece(QByteArrayView event, QByteArrayView data, StreamEvents &out)
{
    if (takeLine(event, data, out) || takeObjectsIn(event, data, out))
        return;
    const QByteArrayView braced = data.sliced(qMax(qsizetype(0), data.indexOf('{')));
    // Without a quote no text can be in it.
    if (event == "error" || !braced.startsWith('{') || !braced.contains('"')) {
        takeStrangeWords(event, data.trimmed());
        return;
    }
    if (m_closing) { // the body broke off: that tells more
        m_cutWords = mayHoldWords(braced);
        return;
    }
    const QString text = QString::fromUtf8(data.first(qMin(data.size(), qsizetype(300))));
    inBand(Error{ErrorKind::Protocol, tr("%1 sent a piece that is not JSON.").arg(m_vendor.name),
                 tr("Try again; if it stays, check the provider's address and wire format."), redact(text)});
}

/// Objects in an array, behind one another or behind a word. False where there is none, or one was cut.
bool FramedDecoder::takeObjectsIn(QByteArrayView event, QByteArrayView data, StreamEvents &out)
{
    const qsizetype first = data.indexOf('{');
    if (first < 0)
        return false;
    JsonSplitter splitter;
    bool found = false;
    bool cut = false;
    const bool fits = splitter.feed(data.sliced(first), [&](QByteArrayView piece) {
        if (const auto object = m_reader.readObject(piece)) {
            found = true;
            takeObject(event, *object, out);
        } else {
            cut = cut || piece.startsWith('{');
        }
    });
    return fits && found && !cut && !splitter.rest().startsWith('{');
}

/// Data that holds no object. Signs of life are nothing; other words may say why the answer is missing.
void FramedDecoder::takeStrangeWords(QByteArrayView event, QByteArrayView data)
{
    static const QByteArrayList signsOfLife = {
        "ping", "pong", "keepalive", "keep-alive", "keep_alive", "heartbeat", "processing",
        "null", "true", "ok",        "started",    "open",       "connected", "done"};
    constexpr qsizetype mostKept = 300;
    const QString text = QString::fromUtf8(data.first(qMin(data.size(), mostKept)));
    if (event == "error") {
        inBand(providerError(m_vendor, 0, {text, {}, 0}));
        return;
    }
    QByteArray word = text.toUtf8().toLower();
    while (!word.isEmpty() && QByteArrayView("\"'[]{}<>(): .!").contains(word.front()))
        word.remove(0, 1);
    while (!word.isEmpty() && QByteArrayView("\"'[]{}<>(): .!").contains(word.back()))
        word.chop(1);
    if (word.isEmpty() || signsOfLife.contains(word) || m_suspicion)
        return;
    const bool grave = word.contains("error") || word.contains("fail") || word.contains("exception");
    m_suspicion = Suspicion{{text, {}, 0}, grave};
}

bool FramedDecoder::takeWord(QByteArrayView, QByteArrayView)
{
    return false;
}

bool FramedDecoder::isError(QByteArrayView event, const Json &object,
                            const std::optional<ProviderComplaint> &complaint)
{
    if (complaint) {
        inBand(providerError(m_vendor, 0, *complaint));
        return true;
    }
    const auto suspicion = suspicionIn(object);
    if (event == "error") {
        inBand(providerError(m_vendor, 0,
                             suspicion.value_or(ProviderComplaint{object.compact().left(300), {}, 0})));
        return true;
    }
    if (suspicion && !m_suspicion)
        m_suspicion = Suspicion{*suspicion, true};
    return false;
}

/// Servers forget the last blank line, and some append a bare JSON error to a stream of events.
void FramedDecoder::takeLeftovers(StreamEvents &out)
{
    m_closing = true;
    if (m_form == Form::Json)
        m_cutWords = mayHoldWords(m_splitter.rest());
    if (m_form != Form::Events)
        return;
    m_sse.finish([&](const SseEvent &event) { takeEvent(event.type, event.data, out); },
                 [&](const SseEvent &event) { return takeLine(event.type, event.data, out); });
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
    if (mayThinkUnopened())
        m_think.expect(unopenedThinking(started.model, m_vendor.local || m_vendor.custom));
    else
        m_think.expectThinkAlone();
    out.append(std::move(started));
}

void FramedDecoder::text(const QString &text, StreamEvents &out)
{
    if (text.isEmpty())
        return;
    start({}, out);
    saidSomething();
    m_think.feed(text, out);
}

void FramedDecoder::reasoning(const QString &text, const QByteArray &signature, StreamEvents &out)
{
    if (text.isEmpty() && signature.isEmpty())
        return;
    start({}, out);
    if (!text.isEmpty()) {
        saidSomething();
        m_think.reasoningSeen(out);
    }
    out.append(ReasoningDelta{text, signature});
}

void FramedDecoder::refusal(const QString &text, StreamEvents &out)
{
    if (text.isEmpty())
        return;
    start({}, out);
    m_sawRefusal = true;
    sawOther();
    out.append(RefusalDelta{text});
}

void FramedDecoder::tool(ToolCallDelta delta, StreamEvents &out)
{
    start({}, out);
    m_sawToolCall = m_sawToolCall || !delta.server;
    sawOther();
    m_think.stopWatching(out);
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
    sawOther();
    m_think.stopWatching(out);
    out.append(ImageDelta{picture.mimeType, picture.bytes});
}

void FramedDecoder::restart(StreamEvents &out)
{
    m_think.restart();
    m_sawToolCall = m_sawRefusal = m_saidOther = false;
    m_nativeFinish.clear();
    m_usage = {};
    m_reported.reset();
    m_pieces = m_piecesAtUsage = 0;
    m_lastUsage = false;
    out.append(Restarted{});
}

void FramedDecoder::sawOther()
{
    m_saidOther = true;
    saidSomething();
}

bool FramedDecoder::isNoReason(const QString &native)
{
    static const QStringList none = {u"null"_s,        u"none"_s,  u"nil"_s,          u"undefined"_s,
                                     u"unspecified"_s, u"false"_s, u"not_finished"_s, u"n/a"_s};
    const QString word = native.trimmed().toLower();
    return word.isEmpty() || none.contains(word) || word.endsWith("_unspecified"_L1);
}

void FramedDecoder::sawFinish(const QString &native)
{
    if (native.isEmpty()) // in nearly every chunk
        return;
    if (!isNoReason(native))
        m_nativeFinish = native.trimmed();
}

void FramedDecoder::inBand(const Error &error)
{
    if (!m_inBand)
        m_inBand = error;
}

// --- usage
// -------------------------------------------------------------------------------------------------

void FramedDecoder::usage(const ToldUsage &told, bool last, StreamEvents &out)
{
    ToldUsage taken = told;
    if (told.cost && told.cost->pico < 0) {
        taken.cost.reset();
        if (!std::exchange(m_costRefused, true))
            out.append(Noted{tr("%1 reported a cost below zero, which cannot be true. It was not used.")
                                 .arg(m_vendor.name)});
    }
    if (!m_usage.take(taken))
        return;
    m_piecesAtUsage = m_pieces;
    m_lastUsage = last;
    report(last ? UsageState::Reported : UsageState::Estimated, out);
}

void FramedDecoder::report(UsageState state, StreamEvents &out)
{
    UsageReport now{m_usage.usage(), state};
    const bool madeNone = now.usage.output.value_or(0) == 0;
    if (m_pieces > 0 && madeNone)
        now.usage.output.reset();
    // A cost of the provider's own is as good without the tokens.
    if (!m_usage.knowsOutput() || (m_pieces > 0 && madeNone))
        now.state = now.usage.reportedCost ? state : UsageState::Estimated;
    if (now.usage.isEmpty() || now == m_reported)
        return;
    m_reported = now;
    out.append(now);
}

/// Counts that ran along with the answer are true once it has ended with nothing behind them; such as were
/// told to be the last, and were not, are no more than the counts so far.
void FramedDecoder::settleUsage(bool failed, StreamEvents &out)
{
    if (!m_reported)
        return;
    const bool whole = m_pieces == m_piecesAtUsage && (m_lastUsage || !failed);
    report(whole ? UsageState::Reported : UsageState::Estimated, out);
}

// --- the end
// -------------------------------------------------------------------------------------------------

Failed FramedDecoder::protocolFailure(const QString &message, const QString &hint, bool incomplete) const
{
    Error error{ErrorKind::Protocol, message, hint, {}};
    error.maybeBilled = true; // the provider took the request, and may well have answered it
    return {error, incomplete};
}

/// What the server told of itself behind a 200 is as free as behind another status; what could not be read
/// may be an answer.
Failed FramedDecoder::toldFailure(const Error &error, bool incomplete) const
{
    Failed failed{error, incomplete, m_nativeFinish};
    failed.error.maybeBilled = error.maybeBilled || error.kind == ErrorKind::Protocol;
    return failed;
}

Failed FramedDecoder::pageFailure(QByteArrayView page) const
{
    return protocolFailure(
        tr("%1 answered with a web page instead of a model's answer: %2")
            .arg(m_vendor.name, redact(htmlGist(page))),
        tr("Check the provider's address; a proxy or a sign-in page may stand in between."));
}

std::optional<Failed> FramedDecoder::failure(const std::optional<Error> &transport) const
{
    if (isFull())
        return fullFailure();
    if (m_tooLong)
        return protocolFailure(tr("%1 sent a piece that is too long to be an answer.").arg(m_vendor.name),
                               tr("Try again with a smaller answer limit."));
    if (m_form == Form::Html)
        return pageFailure(m_head);
    if (m_inBand)
        return toldFailure(*m_inBand, false);
    if (transport && !m_sawEnd) {
        Failed broken{*transport, m_started};
        if (m_started && transport->kind == ErrorKind::Network) {
            // The person knows the provider, not its address.
            broken.error.message = tr("The connection to %1 closed before the end.").arg(m_vendor.name);
            broken.error.detail = transport->message;
        }
        return broken;
    }
    // What spoke of a failure was the last word, and no finish reason says that the answer was whole.
    if (m_suspicion && m_suspicion->grave && m_nativeFinish.isEmpty())
        return toldFailure(providerError(m_vendor, 0, m_suspicion->complaint), saidAnything());
    const bool whole = m_sawEnd || (!m_nativeFinish.isEmpty() && !m_cutWords);
    return whole ? std::nullopt : brokenOff();
}

/// The body ended without a finish reason and without an end mark, or in the middle of a piece.
std::optional<Failed> FramedDecoder::brokenOff() const
{
    if (m_started && (saidAnything() || !isOneBody()))
        return protocolFailure(
            tr("The connection closed before the end."),
            tr("%1 sent no finish mark. What arrived is kept; you can try again.").arg(m_vendor.name), true);
    QString stray = m_suspicion ? m_suspicion->complaint.message : QString();
    if (const QByteArray said = m_sse.strayText(); stray.isEmpty() && !said.isEmpty()) {
        if (!isReadable(said))
            return protocolFailure(
                tr("%1 sent something that is no answer, and no text.").arg(m_vendor.name),
                tr("Try again; if it stays, check the provider's address and wire format."));
        if (m_calledPage && !said.trimmed().isEmpty())
            return pageFailure(said);
        stray = QString::fromUtf8(said.left(200));
    }
    stray = redact(stray.simplified());
    return protocolFailure(stray.isEmpty()
                               ? tr("%1 sent an empty answer.").arg(m_vendor.name)
                               : tr("%1 sent something that is no answer: %2").arg(m_vendor.name, stray),
                           tr("Try again, or pick another model."));
}

/// An answer that ended in order and carries nothing. What the provider gives as a reason for that is told;
/// else it is a failure: another offer may do better.
std::optional<Failed> FramedDecoder::emptiness(FinishReason reason, StreamEvents &out) const
{
    const QString &name = m_vendor.name;
    switch (reason) {
    case FinishReason::Length:
        out.append(Noted{tr("%1 reached the length limit before the first word of the answer.").arg(name)});
        return std::nullopt;
    case FinishReason::ContentFilter:
        out.append(Noted{tr("%1 held the answer back: its content filter took all of it.").arg(name)});
        return std::nullopt;
    case FinishReason::Refusal:
        out.append(Noted{tr("%1 refused to answer.").arg(name)});
        return std::nullopt;
    case FinishReason::Pause:
        out.append(Noted{tr("%1 paused before the first word of the answer.").arg(name)});
        return std::nullopt;
    case FinishReason::Stop:
    case FinishReason::ToolCalls:
    case FinishReason::Error:
    case FinishReason::Unknown:
        break;
    }
    QString message = tr("%1 sent an empty answer.").arg(name);
    if (m_suspicion)
        message +=
            u' ' + tr("It says: %1").arg(redact(m_suspicion->complaint.message.simplified().left(300)));
    else if (reason != FinishReason::Stop && !m_nativeFinish.isEmpty())
        message += u' ' + tr("The reason that it gives: %1").arg(redact(m_nativeFinish.left(100)));
    Failed failed = protocolFailure(message, tr("Try again, or pick another model."));
    if (reason == FinishReason::Error)
        failed.error.kind = ErrorKind::Server;
    failed.error.maybeBilled = true; // the prompt was read
    failed.native = m_nativeFinish;
    return failed;
}

/// The finish reason, by what came where the provider's word leaves it out.
FinishReason FramedDecoder::reason() const
{
    const FinishReason told = m_nativeFinish.isEmpty() ? FinishReason::Stop : unified(m_nativeFinish);
    if (told == FinishReason::Stop && m_sawToolCall)
        return FinishReason::ToolCalls;
    if (told == FinishReason::Stop && m_sawRefusal)
        return FinishReason::Refusal;
    return told;
}

/// What arrived is kept; what it costs in the end, only the provider knows.
Failed FramedDecoder::fullFailure() const
{
    const QString limit = QLocale().toString(m_meter.limitMebi());
    QString message;
    switch (m_meter.full()) {
    case AnswerMeter::Full::Reasoning:
        message = tr("Stopped: the reasoning reached the limit of %1 MiB.").arg(limit);
        break;
    case AnswerMeter::Full::Arguments:
        message = tr("Stopped: the arguments of the tool calls reached the limit of %1 MiB.").arg(limit);
        break;
    case AnswerMeter::Full::Images:
        message = tr("Stopped: the pictures reached the limit of %1 MiB.").arg(limit);
        break;
    case AnswerMeter::Full::Text:
    case AnswerMeter::Full::No:
        message = tr("Stopped: the answer reached the limit of %1 MiB of text.").arg(limit);
        break;
    }
    return Failed{.error = {.kind = ErrorKind::Protocol,
                            .message = message,
                            .hint = tr("What arrived is kept. Ask for a shorter answer."),
                            .detail = {},
                            .maybeBilled = true},
                  .incomplete = true};
}

StreamEvents FramedDecoder::finish(const std::optional<Error> &transport)
{
    StreamEvents out;
    if (!m_sawEnd && !isFull())
        takeLeftovers(out);
    m_think.finish(out, saidAnything());
    beforeEnd(out);
    m_meter.take(out);
    auto failed = failure(transport);
    settleUsage(failed.has_value(), out);
    const FinishReason why = reason();
    if (!failed && !saidAnything())
        failed = emptiness(why, out);
    if (failed) {
        out.append(*failed);
        return out;
    }
    if (why == FinishReason::Stop && !m_saidOther && !m_think.saidText())
        out.append(Noted{tr("%1 sent its reasoning and no answer.").arg(m_vendor.name)});
    out.append(Finished{why, m_nativeFinish});
    return out;
}

} // namespace Crossroads
