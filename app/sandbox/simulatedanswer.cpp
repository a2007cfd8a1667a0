// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/sandbox/simulatedanswer.h"

#include "app/sandbox/composer.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

namespace Crossroads {

using namespace Qt::StringLiterals;

// A stalled answer sends this much, then nothing; a failing one fails about here.
static constexpr int stallAfter = 2;
// Back-pressure: no more is written while the client has this much to read.
static constexpr qint64 mostBacklog = 256 * 1024;

SimulatedAnswer::SimulatedAnswer(HttpResponder *responder, const SimulatedRequest &request,
                                 const SandboxPace &pace)
    : QObject(responder), m_responder(responder), m_request(request), m_pace(pace),
      m_id(u"sandbox-"_s + QUuid::createUuid().toString(QUuid::Id128).first(12)),
      m_created(QDateTime::currentSecsSinceEpoch())
{
    const Composition made = compose(request.persona, request.lastUserText);
    m_reasoning = pieces(made.reasoning);
    m_text = pace.tokens ? exactPieces(made.text, request.lastUserText, *pace.tokens) : pieces(made.text);
    if (request.maxTokens && m_reasoning.size() + m_text.size() > *request.maxTokens) {
        m_reasoning = m_reasoning.first(qMin(m_reasoning.size(), qsizetype(*request.maxTokens)));
        m_text = m_text.first(qMin(m_text.size(), *request.maxTokens - m_reasoning.size()));
        m_finish = u"length"_s;
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
    m_responder->startStream(200, "text/event-stream");
    m_responder->write(chunk({{"role"_L1, "assistant"_L1}, {"content"_L1, ""_L1}}));
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.start(m_pace.rate > 0 ? int(qBound(4.0, 1000.0 / m_pace.rate, 50.0)) : 0);
    tick();
}

/// How many pieces should have been sent by now. Reasoning has its own time, the answer its rate.
int SimulatedAnswer::due() const
{
    const int all = int(m_reasoning.size() + m_text.size());
    if (m_pace.rate <= 0)
        return all;
    const double ms = double(m_clock.elapsed());
    const double thinking = m_reasoning.isEmpty() ? 0 : double(m_pace.thinking.count());
    if (ms < thinking)
        return 1 + int(double(m_reasoning.size()) * ms / thinking) - 1;
    return qMin(all, int(m_reasoning.size()) + 1 + int((ms - thinking) * m_pace.rate / 1000.0));
}

QByteArray SimulatedAnswer::chunk(const QJsonObject &delta, const QJsonValue &finish) const
{
    const QJsonObject choice{{"index"_L1, 0}, {"delta"_L1, delta}, {"finish_reason"_L1, finish}};
    const QJsonObject object{{"id"_L1, m_id},
                             {"object"_L1, "chat.completion.chunk"_L1},
                             {"created"_L1, m_created},
                             {"model"_L1, m_request.model},
                             {"choices"_L1, QJsonArray{choice}}};
    return "data: " + QJsonDocument(object).toJson(QJsonDocument::Compact) + "\n\n";
}

QByteArray SimulatedAnswer::piece(int number) const
{
    if (number < m_reasoning.size())
        return chunk({{"reasoning_content"_L1, m_reasoning[number]}});
    return chunk({{"content"_L1, m_text[number - m_reasoning.size()]}});
}

QJsonObject SimulatedAnswer::usage() const
{
    const int input = int(pieces(m_request.promptText).size());
    const int output = int(m_reasoning.size() + m_text.size());
    return {{"prompt_tokens"_L1, input},
            {"completion_tokens"_L1, output},
            {"total_tokens"_L1, input + output},
            {"completion_tokens_details"_L1, QJsonObject{{"reasoning_tokens"_L1, int(m_reasoning.size())}}}};
}

QByteArray SimulatedAnswer::usageChunk() const
{
    const QJsonObject object{{"id"_L1, m_id},
                             {"object"_L1, "chat.completion.chunk"_L1},
                             {"created"_L1, m_created},
                             {"model"_L1, m_request.model},
                             {"choices"_L1, QJsonArray()},
                             {"usage"_L1, usage()}};
    return "data: " + QJsonDocument(object).toJson(QJsonDocument::Compact) + "\n\n";
}

/// A failure in mid-answer, where one is due: true once it has happened.
bool SimulatedAnswer::failNow()
{
    using Fail = SandboxPace::Fail;
    const int third = qMax(1, int(m_reasoning.size() + m_text.size()) / 3);
    if (m_pace.fail == Fail::Stall && m_sent >= stallAfter) {
        m_timer.stop(); // the socket stays open, and nothing more comes
        return true;
    }
    if (m_pace.fail == Fail::Cut && m_sent >= third) {
        m_timer.stop();
        const QByteArray frame = piece(m_sent);
        m_responder->write(frame.first(frame.size() / 2));
        m_responder->cut();
        return true;
    }
    if (m_pace.fail == Fail::InBand && m_sent >= third) {
        m_timer.stop();
        m_responder->write("data: {\"error\":{\"message\":\"The engine stopped in mid-answer.\","
                           "\"type\":\"server_error\",\"code\":502}}\n\n");
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
        bytes += piece(m_sent++);
    }
    m_responder->write(bytes);
    if (m_sent >= m_reasoning.size() + m_text.size())
        end();
}

void SimulatedAnswer::end()
{
    m_timer.stop();
    m_responder->write(chunk({}, m_finish) + (m_request.includeUsage ? usageChunk() : QByteArray()) +
                       "data: [DONE]\n\n");
    m_responder->endStream();
}

void SimulatedAnswer::respondWhole()
{
    QJsonObject message{{"role"_L1, "assistant"_L1}, {"content"_L1, m_text.join(QString())}};
    if (!m_reasoning.isEmpty())
        message["reasoning_content"_L1] = m_reasoning.join(QString());
    const QJsonObject choice{{"index"_L1, 0}, {"message"_L1, message}, {"finish_reason"_L1, m_finish}};
    const QJsonObject object{{"id"_L1, m_id},
                             {"object"_L1, "chat.completion"_L1},
                             {"created"_L1, m_created},
                             {"model"_L1, m_request.model},
                             {"choices"_L1, QJsonArray{choice}},
                             {"usage"_L1, usage()}};
    m_responder->respond(200, "application/json", QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace Crossroads
