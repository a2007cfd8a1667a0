// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/sandbox/sandbox.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QStringList>
#include <QTimer>

namespace Crossroads {

struct SimulatedRequest
{
    QString persona;
    QString model;      ///< as the client named it
    QString promptText; ///< all messages
    QString lastUserText;
    std::optional<int> maxTokens;
    bool stream = false;
    bool includeUsage = false;
};

/// Sends one simulated answer at its pace: what is due by the clock, no more than the client takes.
/// A child of its responder, and gone with it.
class SimulatedAnswer : public QObject
{
    Q_OBJECT

public:
    SimulatedAnswer(HttpResponder *responder, const SimulatedRequest &request, const SandboxPace &pace);
    void start();

private:
    void tick();
    int due() const;
    QByteArray piece(int number) const;
    QByteArray chunk(const QJsonObject &delta, const QJsonValue &finish = QJsonValue::Null) const;
    QByteArray usageChunk() const;
    QJsonObject usage() const;
    bool failNow();
    void respondWhole();
    void end();

    HttpResponder *m_responder;
    SimulatedRequest m_request;
    SandboxPace m_pace;
    QStringList m_reasoning;
    QStringList m_text;
    QString m_finish = QStringLiteral("stop");
    QString m_id;
    qint64 m_created;
    QTimer m_timer;
    QElapsedTimer m_clock;
    int m_sent = 0;
};

} // namespace Crossroads
