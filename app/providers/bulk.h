// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace Crossroads {

/// What is large in a request's JSON: files as Base64, and long texts. While the JSON is put together, a
/// short mark stands for each, so that objects in objects do not copy it level by level; body() writes it in
/// the mark's place. A file is then in memory as itself and in the body, and nowhere else.
class Bulk
{
public:
    /// Stands for \p bytes in Base64: a whole string, or the end of one ("data:image/png;base64," and this).
    QString base64(const QByteArray &bytes);
    /// Stands for \p text; a short one stands for itself. Halves of surrogate pairs become "?".
    QString text(const QString &text);
    /// \p json with what its marks stand for, written once, into memory of just that size.
    QByteArray body(const QByteArray &json) const;

private:
    struct Piece
    {
        QByteArray bytes; ///< to be written as Base64
        QString text;     ///< where there are no bytes
        qsizetype size() const;
        void appendTo(QByteArray &body) const;
    };
    QString mark(Piece piece);
    template<typename Visit>
    void visit(const QByteArray &json, Visit visitor) const;

    QList<Piece> m_pieces;
    QByteArray
        m_secret; ///< drawn anew for each request, so that no text of a person or a file can hold a mark
};

} // namespace Crossroads
