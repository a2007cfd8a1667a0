// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/markdown/picturefold.h"

#include "app/markdown/characters.h"

#include <QByteArray>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr char16_t tokenMark = 0xFDD1;
static constexpr char16_t tokenDigit = 0xFDE0; ///< to 0xFDEF
static constexpr size_t mostPictures = 0x10000;
static constexpr qsizetype longestHead = 128; ///< of "data:TYPE;base64,"
static constexpr qsizetype readableData = 64;
static constexpr qsizetype tokenLength = 5; ///< UTF-16 units

namespace {
bool isBase64(QChar c)
{
    return isAsciiAlphanumeric(c) || u"+/=-_%"_s.contains(c);
}

/// Whether \p line ends with "data:TYPE;base64,".
bool endsWithHead(QStringView line)
{
    line = line.last(qMin(line.size(), longestHead));
    if (!line.endsWith(";base64,"_L1, Qt::CaseInsensitive))
        return false;
    const qsizetype begin = line.lastIndexOf("data:"_L1, -1, Qt::CaseInsensitive);
    if (begin < 0)
        return false;
    const QStringView type = line.sliced(begin + 5).chopped(8);
    return std::ranges::all_of(type,
                               [](QChar c) { return isAsciiAlphanumeric(c) || u"/+.-;=_"_s.contains(c); });
}

void appendCleaned(QString &line, QStringView text)
{
    const qsizetype before = line.size();
    line += text;
    if (std::ranges::none_of(text, isReserved))
        return;
    for (qsizetype i = before; i < line.size(); ++i) {
        if (isReserved(line[i]))
            line[i] = QChar::ReplacementCharacter;
    }
}

QString token(size_t number)
{
    QString result(QChar{tokenMark});
    for (const int shift : {12, 8, 4, 0})
        result += QChar(char16_t(tokenDigit + (number >> shift & 15)));
    return result;
}
} // namespace

void PictureFold::clear()
{
    m_places.clear();
    m_inside = false;
}

void PictureFold::take(QStringView raw, qsizetype from, qsizetype to, QString &line)
{
    while (from < to) {
        if (m_inside) {
            const qsizetype begin = from;
            while (from < to && m_shown < readableData && isBase64(raw[from])) {
                ++m_shown;
                ++from;
            }
            line += raw.sliced(begin, from - begin);
            if (from < to && m_shown == readableData && isBase64(raw[from]) &&
                m_places.size() < mostPictures) {
                line += token(m_places.size());
                m_places.push_back({from, from});
                ++m_shown;
            }
            while (from < to && m_shown > readableData && isBase64(raw[from]))
                m_places.back().end = ++from;
            m_inside = from >= to;
            continue;
        }
        const QStringView rest = raw.sliced(from, to - from);
        const qsizetype comma = rest.indexOf(u',');
        const qsizetype length = comma < 0 ? rest.size() : comma + 1;
        appendCleaned(line, rest.first(length));
        from += length;
        m_inside = comma >= 0 && endsWithHead(line);
        m_shown = 0;
    }
}

size_t PictureFold::numberAt(QStringView text, qsizetype token)
{
    size_t number = 0;
    for (qsizetype i = token + 1; i < token + tokenLength; ++i)
        number = number << 4 | ((text[i].unicode() - tokenDigit) & 15);
    return number;
}

bool PictureFold::isArriving(QStringView target) const
{
    const qsizetype token = nextToken(target, 0);
    return m_inside && token >= 0 && numberAt(target, token) + 1 == m_places.size();
}

/// What of the data the token at \p token of \p text stands for.
QStringView PictureFold::rest(QStringView text, qsizetype token, QStringView raw) const
{
    const size_t number = numberAt(text, token);
    if (number >= m_places.size())
        return {};
    const Place &place = m_places[number];
    return raw.sliced(place.begin, place.end - place.begin);
}

QString PictureFold::unfolded(QStringView line, QStringView raw) const
{
    QString result;
    qsizetype from = 0;
    for (qsizetype i = nextToken(line, 0); i >= 0; i = nextToken(line, from)) {
        result += line.sliced(from, i - from);
        result += rest(line, i, raw);
        from = i + tokenLength;
    }
    return result.append(line.sliced(from));
}

std::optional<QByteArray> PictureFold::bytesIn(QStringView target, QStringView raw, qsizetype most) const
{
    const qsizetype comma = target.indexOf(u',');
    if (comma < 0 || !endsWithHead(target.first(comma + 1)) || isArriving(target))
        return std::nullopt;
    const qsizetype token = nextToken(target, 0);
    const QStringView first = target.sliced(comma + 1, (token < 0 ? target.size() : token) - comma - 1);
    const QStringView others = token < 0 ? QStringView() : rest(target, token, raw);
    if ((first.size() + others.size()) / 4 * 3 > most)
        return std::nullopt;
    QByteArray data = first.toLatin1() + others.toLatin1();
    if (data.contains('%'))
        data = QByteArray::fromPercentEncoding(data);
    const bool web = data.contains('-') || data.contains('_');
    return QByteArray::fromBase64(data, web ? QByteArray::Base64UrlEncoding : QByteArray::Base64Encoding);
}

QString PictureFold::shortened(QStringView line)
{
    QString result;
    qsizetype from = 0;
    for (qsizetype i = nextToken(line, 0); i >= 0; i = nextToken(line, from)) {
        result += line.sliced(from, i - from);
        result += u'…';
        from = i + tokenLength;
    }
    return result.append(line.sliced(from));
}

qsizetype PictureFold::nextToken(QStringView text, qsizetype from)
{
    const qsizetype i = text.indexOf(QChar(tokenMark), from);
    return i >= 0 && i + tokenLength <= text.size() ? i : -1;
}

QString PictureFold::cleaned(QStringView text)
{
    QString result;
    appendCleaned(result, text);
    return result;
}

} // namespace Crossroads
