// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

#include <optional>

namespace Crossroads {

/// The programs of others that a benchmark is measured beside, in the same run. They need what a build root
/// does not have (node, Chromium), so they are run outside of it: `packaging/dev bench` answers on two
/// inherited file descriptors, which CROSSROADS_PEER_FDS names ("WRITE READ"). A request is one line, the
/// arguments for node in the folder of peers; the answer is what that prints and a last line "end STATUS".
class Peers
{
public:
    Peers();
    ~Peers();
    Q_DISABLE_COPY_MOVE(Peers)

    bool available() const { return m_write >= 0; }
    /// The lines that `node WORDS` prints; nothing where it fails. \param words without quotes or spaces in
    /// them.
    std::optional<QStringList> run(const QString &words);

private:
    std::optional<QByteArray> readLine();
    int m_write = -1;
    int m_read = -1;
    QByteArray m_unread;
};

} // namespace Crossroads
