// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/sandbox/simulatedanswer.h"

#include "app/sandbox/composer.h"

#include <QDateTime>
#include <QUuid>

namespace Crossroads {

using namespace Qt::StringLiterals;

// A stalled answer sends this much, then nothing; a failing one fails about here.
static constexpr int stallAfter = 2;
// Back-pressure: no more is written while the client has this much to read.
static constexpr qint64 mostBacklog = 256 * 1024;

static QString lastUserText(const ChatRequest &request)
{
    for (auto it = request.messages.crbegin(); it != request.messages.crend(); ++it) {
        if (it->role == ChatMessage::Role::User)
            return it->text();
    }
    return {};
}

SimulatedAnswer::SimulatedAnswer(HttpResponder *responder, const Adapter &adapter, const QString &persona,
                                 const ChatRequest &request, const SandboxPace &pace)
    : QObject(responder), m_responder(responder), m_adapter(adapter), m_request(request), m_pace(pace),
      m_head{.id = u"sandbox-"_s + QUuid::createUuid().toString(QUuid::Id128).first(12),
             .model = request.model,
             .createdS = QDateTime::currentSecsSinceEpoch(),
             .includeUsage = request.includeUsage},
      m_encoder(adapter.encoder(m_head))
{
    const QString prompt = lastUserText(request);
    const Composition made = compose(persona, prompt);
    m_reasoning = pieces(made.reasoning);
    m_text = pace.tokens ? exactPieces(made.text, prompt, *pace.tokens) : pieces(made.text);
    if (request.maxTokens > 0 && pieceCount() > request.maxTokens) {
        m_reasoning = m_reasoning.first(qMin(m_reasoning.size(), qsizetype(request.maxTokens)));
        m_text = m_text.first(qMin(m_text.size(), request.maxTokens - m_reasoning.size()));
        m_finish = FinishReason::Length;
    }
    connect(&m_timer, &QTimer::timeout, this, &SimulatedAnswer::tick);
    connect(responder, &HttpResponder::drained, this, [this] {
        if (m_pace.rate <= 0)
            tick();
    });
}

void SimulatedAnswer::start()
{
    m_clock.start();
    if (!m_request.stream) {
        respondWhole();
        return;
    }
    m_responder->startStream(200, m_encoder->contentType());
    m_responder->write(m_encoder->begin());
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.start(m_pace.rate > 0 ? int(qBound(4.0, 1000.0 / m_pace.rate, 50.0)) : 0);
    tick();
}

/// How many pieces should have been sent by now. Reasoning has its own time, the answer its rate.
int SimulatedAnswer::due() const
{
    if (m_pace.rate <= 0)
        return pieceCount();
    const double ms = double(m_clock.elapsed());
    const double thinking = m_reasoning.isEmpty() ? 0 : double(m_pace.thinking.count());
    if (ms < thinking)
        return 1 + int(double(m_reasoning.size()) * ms / thinking) - 1;
    return qMin(pieceCount(), int(m_reasoning.size()) + 1 + int((ms - thinking) * m_pace.rate / 1000.0));
}

StreamEvent SimulatedAnswer::piece(int number) const
{
    if (number < m_reasoning.size())
        return ReasoningDelta{m_reasoning[number], {}};
    return TextDelta{m_text[number - m_reasoning.size()]};
}

Usage SimulatedAnswer::usage() const
{
    qint64 input = pieces(m_request.system).size();
    for (const ChatMessage &message : m_request.messages)
        input += pieces(message.text()).size();
    Usage usage;
    usage.input = input;
    usage.output = pieceCount();
    usage.reasoning = m_reasoning.size();
    return usage;
}

/// A failure in mid-answer, where one is due: true once it has happened.
bool SimulatedAnswer::failNow()
{
    using Fail = SandboxPace::Fail;
    const int third = qMax(1, pieceCount() / 3);
    if (m_pace.fail == Fail::Stall && m_sent >= stallAfter) {
        m_timer.stop(); // the socket stays open, and nothing more comes
        return true;
    }
    if (m_pace.fail == Fail::Cut && m_sent >= third) {
        m_timer.stop();
        const QByteArray frame = m_encoder->encode(piece(m_sent));
        m_responder->write(frame.first(frame.size() / 2));
        m_responder->cut();
        return true;
    }
    if (m_pace.fail == Fail::InBand && m_sent >= third) {
        m_timer.stop();
        Error error;
        error.kind = ErrorKind::Server;
        error.message = u"The engine stopped in mid-answer."_s;
        m_responder->write(m_encoder->encode(Failed{error}));
        m_responder->endStream();
        return true;
    }
    return false;
}

void SimulatedAnswer::tick()
{
    const int target = due();
    QByteArray bytes;
    while (m_sent < target && m_responder->backlog() + bytes.size() < mostBacklog) {
        if (m_pace.fail != SandboxPace::Fail::None) {
            m_responder->write(std::exchange(bytes, {}));
            if (failNow())
                return;
        }
        bytes += m_encoder->encode(piece(m_sent++));
    }
    m_responder->write(bytes);
    if (m_sent >= pieceCount())
        end();
}

void SimulatedAnswer::end()
{
    m_timer.stop();
    const QByteArray counted = m_encoder->encode(UsageReport{usage(), UsageState::Reported});
    m_responder->write(counted + m_encoder->encode(Finished{m_finish, {}}));
    m_responder->endStream();
}

void SimulatedAnswer::respondWhole()
{
    Answer answer;
    answer.text = m_text.join(QString());
    answer.reasoning = m_reasoning.join(QString());
    answer.usage = usage();
    answer.finishReason = m_finish;
    m_responder->respond(200, "application/json", m_adapter.wholeAnswer(answer, m_head));
}

} // namespace Crossroads
