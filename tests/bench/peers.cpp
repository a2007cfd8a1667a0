// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/bench/peers.h"

#include <fcntl.h>
#include <unistd.h>

namespace Crossroads {

using namespace Qt::StringLiterals;

Peers::Peers()
{
    const QStringList numbers = qEnvironmentVariable("CROSSROADS_PEER_FDS").split(u' ');
    if (numbers.size() != 2)
        return;
    m_write = numbers[0].toInt();
    m_read = numbers[1].toInt();
    // What we start must not hold them open: their end is how the other side knows ours.
    if (fcntl(m_write, F_SETFD, FD_CLOEXEC) != 0 || fcntl(m_read, F_SETFD, FD_CLOEXEC) != 0)
        m_write = -1;
}

Peers::~Peers()
{
    if (!available())
        return;
    close(m_write);
    close(m_read);
}

std::optional<QByteArray> Peers::readLine()
{
    qsizetype end = -1;
    while ((end = m_unread.indexOf('\n')) < 0) {
        char piece[4096];
        const auto got = read(m_read, piece, sizeof piece);
        if (got <= 0)
            return std::nullopt;
        m_unread.append(piece, got);
    }
    const QByteArray line = m_unread.first(end);
    m_unread.remove(0, end + 1);
    return line;
}

std::optional<QStringList> Peers::run(const QString &words)
{
    const QByteArray request = words.toUtf8() + '\n';
    if (!available() || write(m_write, request.constData(), size_t(request.size())) != request.size())
        return std::nullopt;
    QStringList lines;
    while (const auto line = readLine()) {
        if (line->startsWith("end "))
            return *line == "end 0" ? std::optional(lines) : std::nullopt;
        lines.append(QString::fromUtf8(*line));
    }
    return std::nullopt;
}

} // namespace Crossroads
