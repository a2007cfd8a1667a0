// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/thinksplitter.h"

#include <QRegularExpression>

#include <algorithm>
#include <span>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
struct Tag
{
    QStringView open;
    QStringView close;
};
} // namespace

static constexpr Tag tags[] = {
    {u"<think>", u"</think>"},
    {u"<thinking>", u"</thinking>"},
    {u"<thought>", u"</thought>"},
    {u"<thoughts>", u"</thoughts>"},
    {u"<reasoning>", u"</reasoning>"},
    {u"<seed:think>", u"</seed:think>"},           // Seed-OSS
    {u"[THINK]", u"[/THINK]"},                     // Magistral
    {u"\u25C1think\u25B7", u"\u25C1/think\u25B7"}, // Kimi-VL
};
static constexpr qsizetype mostWatched = 1024 * 1024; // characters; no reasoning is longer
static constexpr int mostCandidates = 32;

static bool isStartOf(QStringView text, QStringView tag)
{
    return text.size() < tag.size() && tag.startsWith(text, Qt::CaseInsensitive);
}

/// How many characters at the end of \p text may be the start of \p tag.
static qsizetype tagStartAtEnd(QStringView text, QStringView tag)
{
    for (qsizetype length = qMin(text.size(), tag.size() - 1); length > 0; --length) {
        if (isStartOf(text.last(length), tag))
            return length;
    }
    return 0;
}

static qsizetype firstNonSpace(QStringView text)
{
    qsizetype at = 0;
    while (at < text.size() && text[at].isSpace())
        ++at;
    return at;
}

static bool isBlank(QStringView text)
{
    return firstNonSpace(text) == text.size();
}

/// The length of the closing tag that \p text begins with; 0: it begins with none; -1: it may become one.
static qsizetype closingTag(QStringView text)
{
    for (const Tag &tag : tags) {
        if (text.startsWith(tag.close, Qt::CaseInsensitive))
            return tag.close.size();
        if (isStartOf(text, tag.close))
            return -1;
    }
    return 0;
}

// --- what goes out -------------------------------------------------------------------------------

void ThinkSplitter::emitText(const QString &text, QList<StreamEvent> &out)
{
    if (text.isEmpty())
        return;
    if (m_saidText || m_saidReasoning) {
        m_saidText = m_saidText || !isBlank(text);
        out.append(TextDelta{text});
        return;
    }
    m_blank += text;
    if (isBlank(m_blank.last(text.size()))) // what came before is
        return;
    m_saidText = true;
    out.append(TextDelta{std::exchange(m_blank, {})});
}

void ThinkSplitter::emitReasoning(const QString &text, QList<StreamEvent> &out)
{
    if (text.isEmpty())
        return;
    m_saidReasoning = m_saidReasoning || !isBlank(text);
    out.append(ReasoningDelta{text, {}});
}

void ThinkSplitter::feed(const QString &text, QList<StreamEvent> &out)
{
    if (text.isEmpty())
        return;
    if (m_place == Place::Text) {
        emitText(text, out);
        return;
    }
    m_held += text;
    if ((m_place == Place::Start && !leaveStart(false)) ||
        (m_place == Place::AfterReasoning && !dropClosing(false)))
        return;
    if (m_place == Place::Thinking)
        think(out);
    else if (m_place == Place::Watching)
        watch(false, out);
    if (m_place == Place::Text && !m_held.isEmpty())
        emitText(std::exchange(m_held, {}), out);
}

/// False while what came may still become a tag.
bool ThinkSplitter::leaveStart(bool ended)
{
    const QStringView words = QStringView(m_held).sliced(firstNonSpace(m_held));
    for (const Tag &tag : std::span(tags).first(m_known > 0 ? size_t(m_known) : std::size(tags))) {
        if (words.startsWith(tag.open, Qt::CaseInsensitive)) {
            m_tag = int(&tag - tags);
            m_held = words.sliced(tag.open.size()).toString();
            m_place = Place::Thinking;
            return true;
        }
        if (!ended && isStartOf(words, tag.open))
            return false;
    }
    m_place = m_unopened == Unopened::Never ? Place::Text : Place::Watching;
    return true;
}

/// Servers that cut the reasoning out leave its closing tag. False while what came may still become one.
bool ThinkSplitter::dropClosing(bool ended)
{
    const QStringView words = QStringView(m_held).sliced(firstNonSpace(m_held));
    const qsizetype length = closingTag(words);
    if (!ended && (length < 0 || words.isEmpty()))
        return false;
    if (length > 0)
        m_held = words.sliced(length).toString();
    m_place = Place::Text;
    return true;
}

void ThinkSplitter::think(QList<StreamEvent> &out)
{
    const QStringView close = tags[m_tag].close;
    const qsizetype end = m_held.indexOf(close, 0, Qt::CaseInsensitive);
    const qsizetype ready = end >= 0 ? end : m_held.size() - tagStartAtEnd(m_held, close);
    emitReasoning(m_held.first(ready), out);
    m_held.remove(0, end >= 0 ? end + close.size() : ready);
    if (end >= 0)
        m_place = Place::Text;
}

void ThinkSplitter::finish(QList<StreamEvent> &out, bool keepBlank)
{
    if (m_place == Place::Start)
        leaveStart(true);
    if (m_place == Place::AfterReasoning)
        dropClosing(true);
    if (m_place == Place::Watching)
        watch(true, out);
    if (m_place == Place::Thinking)
        emitReasoning(m_held, out);
    else
        emitText(m_held, out);
    m_held.clear();
    m_place = Place::Text;
    if (keepBlank && !m_blank.isEmpty())
        out.append(TextDelta{m_blank});
    m_blank.clear();
}

void ThinkSplitter::reasoningSeen(QList<StreamEvent> &out)
{
    m_saidReasoning = true;
    if (m_place == Place::Start && m_held.isEmpty())
        m_place = m_unopened == Unopened::Never ? Place::Text : Place::AfterReasoning;
    else if (m_place == Place::Watching)
        stopWatching(out);
}

void ThinkSplitter::stopWatching(QList<StreamEvent> &out)
{
    m_unopened = Unopened::Never;
    if (m_place != Place::Watching)
        return;
    m_place = Place::Text;
    m_seen.clear();
    emitText(std::exchange(m_held, {}), out);
}

// --- a closing tag alone -------------------------------------------------------------------------

static qsizetype nextTagStart(QStringView text, qsizetype from)
{
    for (; from < text.size(); ++from) {
        if (const QChar c = text[from]; c == u'<' || c == u'[' || c == u'\u25C1')
            return from;
    }
    return -1;
}

void ThinkSplitter::watch(bool ended, QList<StreamEvent> &out)
{
    const auto pass = [&](qsizetype length) {
        m_seen += QStringView(m_held).first(length);
        emitText(m_held.first(length), out);
        m_held.remove(0, length);
    };
    qsizetype from = 0;
    for (qsizetype at; (at = nextTagStart(m_held, from)) >= 0;) {
        const qsizetype length = closingTag(QStringView(m_held).sliced(at));
        from = at + qMax(length, qsizetype(1));
        if (length == 0 || (length < 0 && ended))
            continue;
        QString before; // of a whole tag alone: it is as long as the answer
        Verdict verdict = Verdict::More;
        if (length > 0) {
            before = m_seen;
            before += QStringView(m_held).first(at);
            verdict = closes(before, QStringView(m_held).sliced(at + length), ended);
        }
        if (verdict == Verdict::More) {
            pass(at);
            return;
        }
        if (verdict == Verdict::Yes) {
            m_held.remove(0, at + length);
            turnToReasoning(before, out);
            return;
        }
        // Whoever writes about tags all the time writes no reasoning; and each look costs.
        if (++m_candidates == mostCandidates) {
            stopWatching(out);
            return;
        }
    }
    pass(m_held.size());
    if (m_seen.size() > mostWatched)
        stopWatching(out);
}

void ThinkSplitter::turnToReasoning(const QString &thought, QList<StreamEvent> &out)
{
    m_seen.clear();
    m_blank.clear();
    m_place = Place::Text;
    if (std::exchange(m_saidText, false))
        out.append(Restarted{.wasReasoning = true});
    if (!isBlank(thought))
        emitReasoning(thought, out);
}

/// Characters that a sentence ends with; \p loose: or a line of a list, a formula or code.
static bool endsSentence(QChar c, bool loose)
{
    return QStringView(u".!?\u2026\u3002\uFF01\uFF1F").contains(c) ||
           (loose && QStringView(u":;)]}\"'*_`|>\u201D\u2019\uFF09\u300D").contains(c));
}

static bool isInCode(QStringView text)
{
    bool fenced = false;
    qsizetype line = 0;
    for (qsizetype end; (end = text.indexOf(u'\n', line)) >= 0; line = end + 1) {
        const QStringView start = text.sliced(line, end - line).trimmed();
        fenced ^= start.startsWith(u"```") || start.startsWith(u"~~~");
    }
    return fenced || text.sliced(line).count(u'`') % 2 == 1;
}

/// Whether the prose that has the tag goes on behind it: "</think> is a tag", "</think>, which".
static bool proseGoesOn(QStringView after)
{
    if (after.isEmpty())
        return false;
    if (after.size() > 1 && (after[0] == u' ' || after[0] == u'\t') && after[1].isLower())
        return true;
    return QStringView(u".,;:)").contains(after[0]);
}

/// Whether the closing tag between \p before and \p after ends a reasoning, or is written about.
ThinkSplitter::Verdict ThinkSplitter::closes(QStringView before, QStringView after, bool ended) const
{
    constexpr qsizetype widestGap = 256; // a longer one is none
    const bool known = m_unopened == Unopened::Known;
    const qsizetype gap = firstNonSpace(after);
    if (before.size() > mostWatched || gap > widestGap)
        return Verdict::No;
    if (!ended && gap == after.size() && (!known || gap < 2))
        return Verdict::More;
    const bool blank = isBlank(before);
    const QChar last = blank ? u'\n' : before.trimmed().back();
    const bool attached = !before.isEmpty() && !before.back().isSpace();
    const bool ownLine = blank || isBlank(before.sliced(before.lastIndexOf(u'\n') + 1));
    const bool atLineEnd = after.isEmpty() || after[0] == u'\n' || after[0] == u'\r';
    if (isInCode(before) || (attached && QStringView(u"`\"'\u201C\u2018(").contains(last)))
        return Verdict::No;
    const bool opened = std::ranges::any_of(
        tags, [&](const Tag &tag) { return before.contains(tag.open, Qt::CaseInsensitive); });
    bool yes = false;
    if (opened) // it is written about; though a reasoning may do that, too
        yes = known && ownLine;
    else if (known)
        yes = ownLine || endsSentence(last, true) || ((attached || atLineEnd) && !proseGoesOn(after));
    else
        yes = gap < after.size() && !proseGoesOn(after) &&
              (ownLine || endsSentence(last, attached) || (attached && atLineEnd));
    return yes ? Verdict::Yes : Verdict::No;
}

ThinkSplitter::Unopened unopenedThinking(const QString &model, bool ownServer)
{
    using enum ThinkSplitter::Unopened;
    static const QRegularExpression knownFor(
        u"deepseek-?(r\\d|reasoner|v3\\.[1-9]|v[4-9])|\\bqwq|qwen-?[3-9]|glm-?(4\\.[1-9]|[5-9]|z1)|"
        "kimi-?(k2\\.[5-9]|k[3-9])|magistral|minimax-?m\\d|nemotron|exaone|seed-?oss|smollm3|ernie|hunyuan|"
        "\\br1\\b|mimo|step-?3|intern-?s1|skywork-?or1|openthinker|deepscaler|"
        "[-_. :/](thinking|think|thinker|reasoner|reasoning)\\b"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression without(u"instruct|coder|\\bnon?[-_]?(think|reason)"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression never(
        u"^(.*/"
        u")?(gpt-|chatgpt|o\\d|claude|gemini|gemma|llama|mistral|mixtral|ministral|codestral|command|grok|"
        "phi-?[1-3])"_s,
        QRegularExpression::CaseInsensitiveOption);
    if (knownFor.match(model).hasMatch() && !without.match(model).hasMatch())
        return Known;
    return ownServer && !never.match(model).hasMatch() ? Likely : Never;
}

} // namespace Crossroads
