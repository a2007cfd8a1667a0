// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/bulk.h"

#include "app/providers/jsontext.h"

#include <QByteArrayMatcher>
#include <QRandomGenerator>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qsizetype shortText = 16 * 1024; // UTF-16 units; copying less than that is not noticed
static constexpr qsizetype textStep = 32 * 1024;
static constexpr qsizetype bytesStep = 48 * 1024; // in threes, so that no padding comes between

/// \p text in steps of UTF-8, none of which cuts a character.
template<typename Take>
static void eachStep(QStringView text, Take take)
{
    while (!text.isEmpty()) {
        qsizetype step = qMin(textStep, text.size());
        if (step < text.size() && text[step - 1].isHighSurrogate())
            --step;
        take(text.first(step).toUtf8());
        text = text.sliced(step);
    }
}

qsizetype Bulk::Piece::size() const
{
    if (!bytes.isEmpty())
        return (bytes.size() + 2) / 3 * 4;
    qsizetype size = 0;
    eachStep(text, [&](const QByteArray &utf8) { size += jsonEscapedSize(utf8); });
    return size;
}

void Bulk::Piece::appendTo(QByteArray &body) const
{
    for (qsizetype at = 0; at < bytes.size(); at += bytesStep) {
        const qsizetype step = qMin(bytesStep, bytes.size() - at);
        body.append(QByteArray::fromRawData(bytes.constData() + at, step).toBase64());
    }
    if (bytes.isEmpty())
        eachStep(text, [&](const QByteArray &utf8) { appendJsonEscaped(body, utf8); });
}

QString Bulk::mark(Piece piece)
{
    if (m_secret.isEmpty()) {
        quint32 random[4];
        QRandomGenerator::system()->fillRange(random);
        m_secret = QByteArray(reinterpret_cast<const char *>(random), sizeof random).toHex();
    }
    m_pieces.append(std::move(piece));
    return u"%1:%2;"_s.arg(QLatin1StringView(m_secret)).arg(m_pieces.size() - 1);
}

QString Bulk::base64(const QByteArray &bytes)
{
    return bytes.isEmpty() ? QString() : mark({bytes, {}});
}

QString Bulk::text(const QString &text)
{
    return text.size() <= shortText ? text : mark({{}, text});
}

/// Calls \p visitor with each stretch of \p json, and with the piece behind it, null at the end.
template<typename Visit>
void Bulk::visit(const QByteArray &json, Visit visitor) const
{
    const QByteArrayMatcher matcher(m_secret);
    qsizetype from = 0;
    for (;;) {
        const qsizetype at = matcher.indexIn(json, from);
        const qsizetype end = at < 0 ? -1 : json.indexOf(';', at);
        if (end < 0)
            break;
        const qsizetype head = at + m_secret.size() + 1;
        const qsizetype number = json.sliced(head, end - head).toLongLong();
        visitor(QByteArrayView(json).sliced(from, at - from), &m_pieces[number]);
        from = end + 1;
    }
    visitor(QByteArrayView(json).sliced(from), nullptr);
}

QByteArray Bulk::body(const QByteArray &json) const
{
    if (m_pieces.isEmpty())
        return json;
    qsizetype size = 0;
    visit(json, [&](QByteArrayView plain, const Piece *piece) {
        size += plain.size() + (piece ? piece->size() : 0);
    });
    QByteArray body;
    body.reserve(size);
    visit(json, [&](QByteArrayView plain, const Piece *piece) {
        body.append(plain);
        if (piece)
            piece->appendTo(body);
    });
    return body;
}

} // namespace Crossroads
