// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace Crossroads {

/// Takes the Base64 of "data:...;base64,..." out of lines as they arrive, so that a picture of a megabyte is
/// a few characters for whoever reads the line: its first 64 characters stay, and a token of noncharacters
/// stands for the others, which remain in the raw text. The result depends on the text alone, never on how it
/// was cut.
class PictureFold
{
public:
    /// Appends to \p line what raw[from, to) reads as. No line end lies between them.
    void take(QStringView raw, qsizetype from, qsizetype to, QString &line);
    void endLine() { m_inside = false; }
    void clear();

    /// \p line as it was in \p raw.
    QString unfolded(QStringView line, QStringView raw) const;
    /// The bytes that the address \p target holds; nothing where it holds none, or more than \p most.
    std::optional<QByteArray> bytesIn(QStringView target, QStringView raw, qsizetype most) const;
    /// Whether the data of \p target are those that arrive just now: they are no picture yet.
    bool isArriving(QStringView target) const;

    /// \p line with an ellipsis for what stands in the raw text: nobody wants to read it.
    static QString shortened(QStringView line);
    static bool hasToken(QStringView text) { return nextToken(text, 0) >= 0; }
    /// \p text without noncharacters that could be taken for ours.
    static QString cleaned(QStringView text);

private:
    struct Place
    {
        qsizetype begin = 0, end = 0;
    };
    static qsizetype nextToken(QStringView text, qsizetype from);
    static size_t numberAt(QStringView text, qsizetype token);
    QStringView rest(QStringView text, qsizetype token, QStringView raw) const;

    std::vector<Place> m_places;
    bool m_inside = false;
    qsizetype m_shown = 0; ///< characters of the data that stand in the line
};

} // namespace Crossroads
