// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/sandbox/composer.h"

#include <QRegularExpression>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
/// What can be read off a prompt without understanding it.
struct Reading
{
    QString prompt;
    QStringList words;
    QString topic;      ///< its longest word
    QString identifier; ///< a function name made of its words
};

Reading read(const QString &prompt)
{
    Reading reading;
    reading.prompt = prompt.trimmed();
    static const QRegularExpression word(u"[\\p{L}\\p{N}]+"_s);
    auto it = word.globalMatch(reading.prompt);
    QStringList parts;
    while (it.hasNext()) {
        const QString found = it.next().captured();
        reading.words.append(found);
        if (found.size() > reading.topic.size())
            reading.topic = found;
        static const QRegularExpression plain(u"^[A-Za-z]{3,12}$"_s);
        if (parts.size() < 3 && plain.match(found).hasMatch())
            parts.append(found.toLower());
    }
    if (reading.topic.isEmpty())
        reading.topic = u"nothing"_s;
    reading.identifier = parts.isEmpty() ? u"answer"_s : parts.join(u'_');
    return reading;
}

QString shortened(const QString &text, qsizetype most)
{
    return text.size() <= most ? text : text.first(most).trimmed() + u'…';
}

QString quoted(const QString &prompt)
{
    QString lines = prompt;
    return u"> "_s + lines.replace(u'\n', u"\n> "_s);
}

QString swift(const Reading &r)
{
    return u"You asked:\n\n%1\n\nWords: **%2**, characters: **%3**; the longest word is \"%4\". "
           "This answer is simulated: it shows how a fast model streams, and says nothing about %4 itself.\n"_s
               .arg(quoted(r.prompt), QString::number(r.words.size()), QString::number(r.prompt.size()),
                    r.topic);
}

QString reversed(const Reading &r)
{
    QStringList words = r.words;
    std::ranges::reverse(words);
    return shortened(words.join(u' '), 120);
}

Composition thinker(const Reading &r)
{
    Composition made;
    made.reasoning =
        u"The prompt has %1 words. The one that stands out is \"%2\". I could define it, compare it or "
        "turn the question round; read backwards it says: %3. A short, ordered answer will do.\n"_s.arg(
            QString::number(r.words.size()), r.topic, reversed(r));
    made.text =
        u"### %1\n\n1. **What was asked.** %2\n2. **What matters.** The word \"%1\" carries the question.\n"
        "3. **What follows.** In upper case it reads *%3*; turned round, *%4*.\n\n"
        "I am a simulated model: my steps are real, my knowledge is not.\n"_s.arg(
            r.topic, shortened(r.prompt.simplified(), 160), r.topic.toUpper(), reversed(r));
    return made;
}

QString writer(const Reading &r)
{
    QString rows;
    for (const QString &word : r.words.first(qMin(qsizetype(4), r.words.size())))
        rows += u"| %1 | %2 | %3 |\n"_s.arg(word, QString::number(word.size()), word.toUpper());
    if (rows.isEmpty())
        rows = u"| (none) | 0 | |\n"_s;
    return u"## On %1\n\nYour prompt, word by word, as a *simulated* model would set it out. Nothing here "
           u"was looked up.\n\n"
           "### Its words\n\n| Word | Letters | In capitals |\n|---|---:|---|\n%2\n"
           "### A worked sample\n\n```python\ndef %3(text: str) -> dict[str, int]:\n"
           "    \"\"\"Count the words that the prompt repeats.\"\"\"\n    counts: dict[str, int] = {}\n"
           "    for word in text.lower().split():\n        counts[word] = counts.get(word, 0) + 1\n"
           "    return counts\n\n\nprint(%3(\"%4\"))\n```\n\n"
           "### What to notice\n\n- Headings, a table and code arrive **as they are written**.\n"
           "- The lane shows its speed, its tokens and its cost.\n- A long answer never moves what you are "
           "reading.\n\n"
           "> %5\n"_s.arg(r.topic, rows, r.identifier, shortened(r.words.join(u' '), 60),
                          shortened(r.prompt.simplified(), 120));
}

QString plain(const Reading &r)
{
    return u"Here is a steady, simulated answer about %1. Your prompt had %2 words. Read backwards it says: "
           u"%3. "
           "It comes slowly on purpose, so that there is time to stop it, to scroll, and to watch the figures.\n"_s
               .arg(r.topic, QString::number(r.words.size()), reversed(r));
}
} // namespace

Composition compose(const QString &persona, const QString &prompt)
{
    const Reading reading = read(prompt);
    if (persona == "swift"_L1)
        return {{}, swift(reading)};
    if (persona == "thinker"_L1)
        return thinker(reading);
    if (persona == "writer"_L1)
        return {{}, writer(reading)};
    return {{}, plain(reading)};
}

QStringList pieces(const QString &text)
{
    QStringList list;
    qsizetype from = 0;
    const auto wide = [](QChar c) {
        return c.unicode() >= 0x2e80;
    }; // CJK and beyond: a token is a character or two
    for (qsizetype at = 0; at < text.size(); ++at) {
        const qsizetype length = at + 1 - from;
        const bool insidePair = text[at].isHighSurrogate();
        const bool wordEnds = text[at].isSpace() && length > 1;
        if (insidePair || !(length >= 5 || wordEnds || (wide(text[at]) && length >= 2)))
            continue;
        list.append(text.sliced(from, length));
        from = at + 1;
    }
    if (from < text.size())
        list.append(text.sliced(from));
    return list;
}

QStringList exactPieces(const QString &text, const QString &prompt, int count)
{
    QStringList list = pieces(text);
    const Reading reading = read(prompt);
    for (int paragraph = 2; list.size() < count; ++paragraph)
        list += pieces(u"\nParagraph %1 goes on about %2 and counts: %3.\n"_s.arg(
            QString::number(paragraph), reading.topic,
            reading.words.value(paragraph % qMax(qsizetype(1), reading.words.size()))));
    return list.first(count);
}

} // namespace Crossroads
