// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/adapter.h"
#include "app/sandbox/sandbox.h"

#include <QElapsedTimer>
#include <QStringList>
#include <QTimer>

#include <memory>

namespace Crossroads {

/// Sends one simulated answer at its pace: what is due by the clock, no more than the client takes. Frames
/// are the wire's own (AnswerEncoder). A child of its responder, and gone with it.
class SimulatedAnswer : public QObject
{
    Q_OBJECT

public:
    SimulatedAnswer(HttpResponder *responder, const Adapter &adapter, const QString &persona,
                    const ChatRequest &request, const SandboxPace &pace);
    void start();

private:
    void tick();
    int due() const;
    int pieceCount() const { return int(m_reasoning.size() + m_text.size()); }
    StreamEvent piece(int number) const;
    Usage usage() const;
    bool failNow();
    void respondWhole();
    void end();

    HttpResponder *m_responder;
    const Adapter &m_adapter;
    ChatRequest m_request;
    SandboxPace m_pace;
    ServedHead m_head;
    std::unique_ptr<AnswerEncoder> m_encoder;
    QStringList m_reasoning;
    QStringList m_text;
    FinishReason m_finish = FinishReason::Stop;
    QTimer m_timer;
    QElapsedTimer m_clock;
    int m_sent = 0;
};

} // namespace Crossroads
