// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/jsonrepair.h"

#include <QString>
#include <QUtf8StringView>

#include <cmath>

namespace Crossroads {

static constexpr qsizetype mostBytes = 16 * 1024 * 1024;
static constexpr qsizetype longestNumber = 400; // what is longer is no double either
static constexpr char hexDigits[] = "0123456789abcdef";

static bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static int hexDigit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/// The code unit of a \uXXXX escape at \p at; -1 where there is none.
static int escapedUnit(QByteArrayView text, qsizetype at)
{
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u')
        return -1;
    int unit = 0;
    for (qsizetype i = at + 2; i < at + 6; ++i) {
        const int digit = hexDigit(text[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

namespace {
class Repair
{
public:
    explicit Repair(QByteArrayView in) : m_in(in) { m_out.reserve(in.size() + in.size() / 8); }
    QByteArray run();

private:
    void string();
    void escape();
    void word();
    void structural(char c);

    QByteArrayView m_in;
    QByteArray m_out;
    qsizetype m_at = 0;
};
} // namespace

QByteArray Repair::run()
{
    while (m_at < m_in.size()) {
        const char c = m_in[m_at];
        if (c == '"')
            string();
        else if (isSpace(c))
            ++m_at; // between tokens: not needed
        else if (QByteArrayView("{}[],:").contains(c))
            structural(c);
        else
            word();
    }
    return m_out;
}

void Repair::structural(char c)
{
    if ((c == '}' || c == ']') && m_out.endsWith(','))
        m_out.chop(1);
    m_out.append(c);
    ++m_at;
}

void Repair::string()
{
    m_out.append('"');
    ++m_at;
    while (m_at < m_in.size()) {
        const char c = m_in[m_at];
        if (c == '\\') {
            escape();
        } else if (c == '"') {
            m_out.append('"');
            ++m_at;
            return;
        } else if (uchar(c) < 0x20) {
            m_out.append("\\u00").append(hexDigits[uchar(c) >> 4]).append(hexDigits[c & 15]);
            ++m_at;
        } else {
            m_out.append(c);
            ++m_at;
        }
    }
}

void Repair::escape()
{
    const int unit = escapedUnit(m_in, m_at);
    if (unit >= 0) {
        const int next = escapedUnit(m_in, m_at + 6);
        const bool pair = unit >= 0xD800 && unit < 0xDC00 && next >= 0xDC00 && next < 0xE000;
        // JavaScript servers that cut an emoji between two deltas send halves.
        const bool half = !pair && unit >= 0xD800 && unit < 0xE000;
        const qsizetype length = pair ? 12 : 6;
        m_out.append(half ? QByteArrayView("\\ufffd") : m_in.sliced(m_at, length));
        m_at += length;
        return;
    }
    ++m_at;
    if (m_at < m_in.size() && QByteArrayView("\"\\/bfnrt").contains(m_in[m_at])) {
        m_out.append('\\').append(m_in[m_at++]);
        return;
    }
    if (m_at < m_in.size() && m_in[m_at] == '\'') // as Python writes it
        return;
    m_out.append("\\\\");
}

/// Whether \p text is a number as JSON writes them.
static bool isNumber(QByteArrayView text)
{
    const auto digits = [&] {
        const qsizetype before = text.size();
        while (!text.isEmpty() && text.front() >= '0' && text.front() <= '9')
            text = text.sliced(1);
        return before - text.size();
    };
    if (text.startsWith('-'))
        text = text.sliced(1);
    const bool zero = text.startsWith('0');
    const qsizetype whole = digits();
    if (whole == 0 || (zero && whole > 1))
        return false;
    if (text.startsWith('.')) {
        text = text.sliced(1);
        if (digits() == 0)
            return false;
    }
    if (text.startsWith('e') || text.startsWith('E')) {
        text = text.sliced(1);
        if (text.startsWith('+') || text.startsWith('-'))
            text = text.sliced(1);
        if (digits() == 0)
            return false;
    }
    return text.isEmpty();
}

void Repair::word()
{
    const qsizetype from = m_at;
    while (m_at < m_in.size() && !isSpace(m_in[m_at]) && !QByteArrayView("{}[],:\"").contains(m_in[m_at]))
        ++m_at;
    const QByteArrayView text = m_in.sliced(from, m_at - from);
    constexpr qsizetype safeDigits = 18; // of 64 bits
    if (text == "true" || text == "True") {
        m_out.append("true");
    } else if (text == "false" || text == "False") {
        m_out.append("false");
    } else if (text.size() <= longestNumber && isNumber(text) && std::isfinite(text.toDouble())) {
        m_out.append(text);
        const bool integer = !text.contains('.') && !text.contains('e') && !text.contains('E');
        if (integer && text.size() > safeDigits)
            m_out.append(".0");
    } else {
        m_out.append("null");
    }
}

QByteArray repairedJson(QByteArrayView bytes)
{
    if (bytes.startsWith("\xEF\xBB\xBF"))
        bytes = bytes.sliced(3);
    while (!bytes.isEmpty() && isSpace(bytes.front()))
        bytes = bytes.sliced(1);
    if (bytes.size() > mostBytes || !(bytes.startsWith('{') || bytes.startsWith('[')))
        return {};
    QByteArray valid;
    if (!QUtf8StringView(bytes.data(), bytes.size()).isValidUtf8()) {
        valid = QString::fromUtf8(bytes).toUtf8();
        bytes = valid;
    }
    return Repair(bytes).run();
}

} // namespace Crossroads
