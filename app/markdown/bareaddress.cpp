// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/markdown/bareaddress.h"

#include "app/markdown/characters.h"
#include "app/markdown/markdowninlines.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qsizetype longestAddress = 4096;
static constexpr qsizetype longestMailName = 64; ///< RFC 5321, 4.5.3.1.1

namespace {
bool startsWith(QStringView s, qsizetype i, QLatin1StringView word)
{
    return s.sliced(i).startsWith(word, Qt::CaseInsensitive);
}

bool beginsAddress(QStringView s, qsizetype i)
{
    return startsWith(s, i, "http://"_L1) || startsWith(s, i, "https://"_L1);
}

/// Letters of any script count, because there are addresses in all of them.
bool isHostCharacter(QChar c)
{
    return c.isLetterOrNumber() || c.isSurrogate();
}

/// Behind the name or the number between brackets; \p i where there is none.
qsizetype hostEnd(QStringView s, qsizetype i)
{
    if (characterAt(s, i) != u'[')
        return isHostCharacter(characterAt(s, i)) ? i + 1 : i;
    qsizetype end = i + 1;
    qsizetype colons = 0;
    while (end < s.size() && end - i < 48 &&
           (s[end] == u':' || s[end] == u'.' || isAsciiAlphanumeric(s[end])))
        colons += s[end++] == u':';
    return colons >= 2 && characterAt(s, end) == u']' ? end + 1 : i;
}

QChar closingOf(QChar c)
{
    return c == u'(' ? QChar(u')') : c == u'[' ? QChar(u']') : c == u'{' ? QChar(u'}') : QChar();
}

/// Reads an address from behind its scheme on, character by character.
class AddressScan
{
public:
    AddressScan(QStringView s, qsizetype begin, qsizetype i) : m_s(s), m_begin(begin), m_i(i)
    {
        const QChar before = characterBefore(s, begin);
        m_quoted = before == u'\'';
    }

    qsizetype end()
    {
        const qsizetype last = qMin(m_s.size(), m_begin + longestAddress);
        while (m_i < last && goesOn())
            ++m_i;
        if (!m_open.isEmpty() && m_unclosedAt > 0)
            m_i = qMin(m_i, m_unclosedAt);
        return withoutSentence();
    }

private:
    /// Whether the character at m_i is one of the address.
    bool goesOn()
    {
        const QChar c = m_s[m_i];
        const QChar next = characterAt(m_s, m_i + 1);
        const QChar before = characterBefore(m_s, m_i);
        if (c.isSpace() || c.unicode() < 0x20 || isReserved(c) || u"<>\"`|^"_s.contains(c))
            return false;
        if (c == u'\\') { // an escaped mark: models write "a\_b"
            if (!isAsciiPunctuation(next))
                return false;
            ++m_i;
            return true;
        }
        if (c == u'\'' && m_quoted)
            return false;
        if (c == u'*' || c == u'~') // two of them are Markdown's
            return next != c && before != c && (isAsciiAlphanumeric(next) || next == u'/' || next == u'.');
        if ((c == u',' || c == u';') && beginsAddress(m_s, m_i + 1))
            return false;
        if (c.unicode() >= 0x80)
            return isForeignPart(c, before);
        return isBalanced(c, next, before);
    }

    /// Chinese is written on without a space behind an address; in an address it stands behind a mark.
    bool isForeignPart(QChar c, QChar before) const
    {
        if (isCjk(c)) {
            const bool label = before == u'.' && isCjk(characterBefore(m_s, m_i - 1));
            return !isMark(c) && (label || isCjk(before) || u"/=-_+&#@("_s.contains(before));
        }
        if (c.isHighSurrogate()) {
            const QChar low = characterAt(m_s, m_i + 1);
            return low.isLowSurrogate() && QChar::isLetterOrNumber(QChar::surrogateToUcs4(c, low));
        }
        return c == QChar(0xB7) || c.isLowSurrogate() || (!isMark(c) && c.category() != QChar::Other_Format);
    }

    bool isBalanced(QChar c, QChar next, QChar before)
    {
        if (const QChar closing = closingOf(c); !closing.isNull()) {
            // "docs(see there)" in Chinese text is no part of the address; "Python_(language)" is.
            if (isCjk(next) && isAsciiAlphanumeric(before))
                return false;
            if (m_open.isEmpty())
                m_unclosedAt = m_i;
            m_open += closing;
            return m_open.size() < 32;
        }
        if (c == u')' || c == u']' || c == u'}') {
            if (m_open.isEmpty() || m_open.back() != c)
                return false;
            m_open.chop(1);
        }
        return true;
    }

    qsizetype withoutSentence()
    {
        qsizetype end = m_i;
        while (end > m_begin) {
            const QChar c = m_s[end - 1];
            if (c == u';') {
                // "&quot;" behind an address is a quote.
                qsizetype name = end - 2;
                while (name > m_begin && isAsciiAlphanumeric(m_s[name]))
                    --name;
                end = m_s[name] == u'&' && name < end - 2 ? name : end - 1;
            } else if (u".,:!?'*_~&"_s.contains(c)) {
                --end;
            } else {
                break;
            }
        }
        return end;
    }

    QStringView m_s;
    qsizetype m_begin, m_i;
    QString m_open; ///< what closes the brackets that are open
    qsizetype m_unclosedAt = 0;
    bool m_quoted = false;
};

std::optional<BareAddress> webAddressAt(QStringView s, qsizetype i)
{
    const QChar before = characterBefore(s, i);
    // "_https://..._" is emphasised; "a_https://..." is one word.
    if (isAsciiAlphanumeric(before) || (before == u'_' && isAsciiAlphanumeric(characterBefore(s, i - 1))))
        return std::nullopt;
    qsizetype host = i;
    const bool www = startsWith(s, i, "www."_L1);
    if (www) {
        if (u"/.@-:=&#%"_s.contains(before) && !before.isNull())
            return std::nullopt;
        host = i + 4;
    } else if (startsWith(s, i, "https://"_L1)) {
        host = i + 8;
    } else if (startsWith(s, i, "http://"_L1)) {
        host = i + 7;
    } else {
        return std::nullopt;
    }
    const qsizetype inside = hostEnd(s, host);
    if (inside == host || (www && characterAt(s, host) == u'['))
        return std::nullopt;
    const qsizetype end = AddressScan(s, i, inside).end();
    // "http://" before Chinese words names the scheme, not a place.
    if (end < inside || ((www || isCjk(s[host])) && !s.sliced(host, end - host).contains(u'.')))
        return std::nullopt;
    const QString text = unescapedMarkdown(s.sliced(i, end - i));
    return BareAddress{end - i, text, www ? u"http://"_s + text : text};
}

bool isMailCharacter(QChar c)
{
    return isAsciiAlphanumeric(c) || u".-_+"_s.contains(c);
}

std::optional<BareAddress> mailAddressAt(QStringView s, qsizetype i)
{
    const QChar before = characterBefore(s, i);
    if (isMailCharacter(before) || before == u'/' || before == u'@')
        return std::nullopt;
    qsizetype at = i;
    while (at < s.size() && at - i <= longestMailName && isMailCharacter(s[at]))
        ++at;
    if (at == i || characterAt(s, at) != u'@')
        return std::nullopt;
    qsizetype end = at + 1;
    while (end < s.size() && end - at < 254 &&
           (isAsciiAlphanumeric(s[end]) || s[end] == u'-' || s[end] == u'.'))
        ++end;
    while (end > at + 1 && (s[end - 1] == u'.' || s[end - 1] == u'-'))
        --end;
    const QStringView host = s.sliced(at + 1, end - at - 1);
    const QChar behind = characterAt(s, end);
    if (!host.contains(u'.') || host.startsWith(u'.') || host.startsWith(u'-') || host.contains(".."_L1) ||
        behind == u'_' || behind == u'@' || !isAsciiLetter(host.back()))
        return std::nullopt;
    const QString text = s.sliced(i, end - i).toString();
    return BareAddress{end - i, text, u"mailto:"_s + text};
}
} // namespace

std::optional<BareAddress> bareAddressAt(QStringView s, qsizetype i)
{
    const QChar c = s[i].toLower();
    if (c == u'h' || c == u'w') {
        if (auto found = webAddressAt(s, i))
            return found;
    }
    return mailAddressAt(s, i);
}

} // namespace Crossroads
