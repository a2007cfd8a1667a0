// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/catalog/searchtext.h"

#include "app/catalog/editdistance.h"

#include <algorithm>
#include <bit>

namespace Crossroads {

using namespace Qt::StringLiterals;

// What a word is worth, by how it was found.
static constexpr double wholeWord = 100;
static constexpr double wordStart = 60; // and up to 30 more, the more of the word was typed
static constexpr double wordEnd = 30;
static constexpr double insideWord = 15;
static constexpr double partOfNumber = 18;
static constexpr double rightBehind = 14; // the word before it
static constexpr double inOrder = 5;
static constexpr double perEdit = 14;
static constexpr double viaAlias = 4;
static constexpr double authorShare = 0.9;
static constexpr double providerNamed = 92;
static constexpr double providerStart = 40;
static constexpr double wishedWord = 60;
static constexpr double wishedQuality = 100; // as good as standing in the name

/// Said of a model, not part of its name as "thinking" and "vision" may be.
static bool isQuality(Wish wish)
{
    return wish == Wish::Cheap || wish == Wish::Free || wish == Wish::Newest;
}

QString foldedForSearch(const QString &text)
{
    QString folded;
    const QString decomposed = text.normalized(QString::NormalizationForm_KD).toCaseFolded();
    folded.reserve(decomposed.size());
    for (const QChar c : decomposed) {
        if (c.category() != QChar::Mark_NonSpacing)
            folded.append(c);
    }
    return folded;
}

static bool isAsciiLetter(char16_t c)
{
    return c >= u'a' && c <= u'z';
}

static bool isAsciiDigit(char16_t c)
{
    return c >= u'0' && c <= u'9';
}

/// A bit for each letter and digit; characters of other scripts share the rest.
static quint64 letterBit(char16_t c)
{
    if (isAsciiLetter(c))
        return quint64(1) << (c - u'a');
    if (isAsciiDigit(c))
        return quint64(1) << (26 + c - u'0');
    return quint64(1) << (36 + c % 28);
}

static quint64 lettersOf(std::u16string_view text)
{
    quint64 letters = 0;
    for (const char16_t c : text)
        letters |= letterBit(c);
    return letters;
}

// --- the catalog's side ------------------------------------------------------------------------------------

SearchText::Field SearchText::addField(QStringView text)
{
    const QString folded = foldedForSearch(text.toString());
    const Field field{quint32(m_chars.size()), 0};
    bool fresh = true;
    char16_t before = 0;
    QString word;
    const auto endWord = [&] {
        if (word.size() >= 3)
            ++m_counts[word];
        word.clear();
    };
    for (const QChar qc : folded) {
        const char16_t c = qc.unicode();
        if (c == u'+' && before) { // "R+" is called "R plus" as often
            endWord();
            m_chars.append(u"plus");
            m_marks.append("\x01\0\0\0", 4);
            before = u's';
            continue;
        }
        if (!qc.isLetterOrNumber()) {
            fresh = true;
            endWord();
            continue;
        }
        const bool digit = isAsciiDigit(c);
        const bool turn = before && digit != isAsciiDigit(before);
        m_marks.append(char((fresh || turn ? Start : 0) | (digit ? Digit : 0)));
        m_chars.push_back(c);
        if (turn)
            endWord();
        if (!digit)
            word.append(qc);
        fresh = false;
        before = c;
    }
    endWord();
    return {field.at, quint32(m_chars.size()) - field.at};
}

static QString compact(const QString &text)
{
    QString result;
    for (const QChar c : foldedForSearch(text)) {
        if (c.isLetterOrNumber())
            result.append(c);
    }
    return result;
}

void SearchText::add(const QString &id, const QString &name, const QString &author)
{
    Entry entry;
    const QStringView slug = QStringView(id).sliced(id.indexOf(u'/') + 1);
    entry.fields[0] = addField(slug);
    // "Tencent Hy3" says its author, "DeepSeek V3" its name.
    const bool saysAuthor = name.size() > author.size() + 1 && name.startsWith(author, Qt::CaseInsensitive) &&
                            !name[author.size()].isLetterOrNumber() &&
                            !slug.startsWith(author, Qt::CaseInsensitive);
    entry.fields[1] = addField(saysAuthor ? QStringView(name).sliced(author.size()) : QStringView(name));
    entry.fields[2] = addField(author);
    ++m_authors[compact(author)];
    if (compact(author).endsWith("ai"_L1))
        ++m_authors[compact(author).chopped(2)];
    for (const Field &field : entry.fields)
        entry.letters |= lettersOf(std::u16string_view(m_chars).substr(field.at, field.size));
    m_entries.append(entry);
}

void SearchText::addProvider(qsizetype place, const QString &slug, const QString &name)
{
    for (const QString &called : {compact(slug), compact(name)}) {
        if (called.size() < 2)
            continue;
        m_providers.append({called, size_t(place) % Sellers().size()});
        ++m_counts[called];
    }
}

void SearchText::finish()
{
    for (const Alias &alias : aliases()) {
        if (alias.said.size() >= 4 && isAsciiLetter(alias.said[0].unicode()) && !alias.said.contains(u' '))
            m_counts[alias.said.toString()] += 2;
    }
    m_vocabulary = m_counts.keys();
    std::ranges::sort(m_vocabulary);
}

// --- the query's side --------------------------------------------------------------------------------------

static Reading readingOf(QStringView word)
{
    Reading reading;
    for (const QChar c : word) {
        if (c == u'.')
            reading.splits.append(int(reading.text.size()));
        else if (c.isLetterOrNumber())
            reading.text.push_back(c.unicode());
    }
    reading.letters = lettersOf(reading.text);
    return reading;
}

/// "128k" and "1m" as tokens; 0 for another word.
static qint64 contextFromWord(QStringView word)
{
    if (word.size() < 2 || (word.back() != u'k' && word.back() != u'm'))
        return 0;
    bool ok = false;
    const qint64 count = word.chopped(1).toLongLong(&ok);
    const qint64 factor = word.back() == u'k' ? 1'000 : 1'000'000;
    return ok && count > 0 && count < 10'000 ? count * factor : 0;
}

/// Names in scripts without spaces are replaced by what the catalog calls them.
static QString withoutForeignNames(QString text)
{
    for (const Alias &alias : aliases()) {
        if (alias.said[0].unicode() >= 0x2E80 && text.contains(alias.said)) {
            const QString meant = alias.meant.toString().section(u'|', 0, 0);
            text.replace(alias.said.toString(), u' ' + meant + u' ');
        }
    }
    return text;
}

static bool isSeparator(QChar c)
{
    return c != u'.' && c != u'+' && !c.isLetterOrNumber();
}

static QStringList splitWords(const QString &text)
{
    QStringList words;
    QString word;
    const auto end = [&] {
        while (word.endsWith(u'.'))
            word.chop(1);
        if (!word.isEmpty())
            words.append(word);
        word.clear();
    };
    for (const QChar c : text) {
        if (isSeparator(c)) {
            end();
        } else if (c == u'+') {
            end();
            words.append(u"plus"_s);
        } else {
            word.append(c);
        }
    }
    end();
    return words;
}

static void addMeanings(QueryWord &word, const QString &said)
{
    for (const Alias &alias : aliases()) {
        if (alias.said != said)
            continue;
        for (const QStringView meant : QStringView(alias.meant).split(u'|')) {
            if (meant.contains(u' '))
                continue;
            Reading reading = readingOf(meant);
            reading.alias = true;
            word.readings.append(reading);
            if (word.wish == Wish::None)
                word.wish = wishFromWord(meant);
        }
    }
}

ParsedQuery SearchText::parse(const QString &text) const
{
    ParsedQuery query;
    query.whole = text.trimmed().toLower();
    // An essay is no query, and would cost more than a keystroke may.
    constexpr qsizetype mostChars = 200, mostWords = 12;
    QString folded = withoutForeignNames(foldedForSearch(text.left(mostChars)));
    // Aliases of several words, and those that stand for several.
    for (const Alias &alias : aliases()) {
        if (alias.said.contains(u' ') && folded.contains(alias.said))
            folded.replace(alias.said.toString(), alias.meant.toString());
    }
    const QStringList words = splitWords(folded);
    for (const QString &said : words.first(qMin(mostWords, words.size()))) {
        QueryWord word;
        word.readings.append(readingOf(said));
        word.wish = wishFromWord(said);
        word.noise = isNoise(said);
        word.wishedContext = contextFromWord(said);
        addMeanings(word, said);
        const QString typed = QString::fromStdU16String(word.readings.first().text);
        for (const auto &[called, place] : m_providers) {
            if (typed.size() >= 3 ? called.startsWith(typed) : called == typed)
                word.providers.set(place);
            word.namesProvider |= called == typed;
        }
        // Mistral sells others' models as well, but who types it means its own.
        constexpr int severalModels = 4;
        word.namesProvider &= m_authors.value(typed) < severalModels;
        query.hasDigits |= std::ranges::any_of(typed, [](QChar c) { return isAsciiDigit(c.unicode()); });
        query.words.append(word);
    }
    if (!query.words.isEmpty())
        query.words.last().last = !text.isEmpty() && !text.back().isSpace();
    return query;
}

bool SearchText::isKnownStart(QStringView letters) const
{
    const auto at = std::ranges::lower_bound(m_vocabulary, letters, {},
                                             [](const QString &word) { return QStringView(word); });
    return at != m_vocabulary.end() && at->startsWith(letters);
}

QList<Reading> SearchText::nearWords(const QString &word) const
{
    struct Near
    {
        int distance;
        int rank; ///< another first letter counts as a little farther, a common word as nearer
        QString text;
    };
    const int limit = word.size() <= 4 ? 1 : word.size() <= 7 ? 2 : 3;
    const quint64 letters = lettersOf(std::u16string_view(word.toStdU16String()));
    QList<Near> near;
    for (const QString &known : m_vocabulary) {
        if (known.size() + limit < word.size())
            continue;
        // Letters that the known word lacks must have been edited away.
        const quint64 missing =
            letters &
            ~lettersOf(std::u16string_view(reinterpret_cast<const char16_t *>(known.utf16()), known.size()));
        if (std::popcount(missing) > limit)
            continue;
        int distance = editDistance(word, known, limit);
        if (distance > limit && word.size() >= 5) // still being typed
            distance = editDistanceToPrefix(word, known, limit - 1) + 1;
        if (distance > limit || distance == 0)
            continue;
        near.append({distance,
                     distance * 8 + (known[0] == word[0] ? 0 : 5) - qMin(4, m_counts.value(known) / 4),
                     known});
    }
    std::ranges::sort(near, [](const Near &a, const Near &b) {
        return std::tie(a.rank, a.text) < std::tie(b.rank, b.text);
    });
    QList<Reading> readings;
    for (const Near &n : near.first(qMin(qsizetype(5), near.size()))) {
        if (n.rank > near.first().rank + 8)
            break;
        Reading reading = readingOf(n.text);
        reading.edits = n.distance;
        readings.append(reading);
        QueryWord meant;
        addMeanings(meant, n.text);
        for (Reading &other : meant.readings) {
            other.edits = n.distance;
            readings.append(other);
        }
    }
    return readings;
}

/// "sonet45" is "sonet" and "45": runs of letters and of digits.
static QStringList runsOf(const std::u16string &text)
{
    QStringList runs;
    for (const char16_t c : text) {
        if (runs.isEmpty() || isAsciiDigit(c) != isAsciiDigit(runs.last().back().unicode()))
            runs.append(QString());
        runs.last().append(QChar(c));
    }
    return runs;
}

ParsedQuery SearchText::corrected(const ParsedQuery &query) const
{
    ParsedQuery result = query;
    result.words.clear();
    for (const QueryWord &word : query.words) {
        const QStringList runs = runsOf(word.readings.first().text);
        if (word.noise || word.wish != Wish::None || runs.isEmpty()) {
            result.words.append(word);
            continue;
        }
        for (qsizetype i = 0; i < runs.size(); ++i) {
            QueryWord part = runs.size() == 1 ? word : QueryWord{};
            if (runs.size() > 1) {
                Reading reading = readingOf(runs[i]);
                part.readings.append(reading);
                addMeanings(part, runs[i]);
                part.joined = i > 0;
                part.last = word.last && i == runs.size() - 1;
            }
            const bool letters = !isAsciiDigit(runs[i][0].unicode());
            if (letters && runs[i].size() >= 3 &&
                !(m_counts.contains(runs[i]) || (isKnownStart(runs[i]) && part.last)))
                part.readings.append(nearWords(runs[i]));
            result.words.append(part);
        }
    }
    return result;
}

// --- both together -----------------------------------------------------------------------------------------

SearchText::Hit SearchText::hit(const Field &field, const Reading &reading, bool last, int after) const
{
    const std::u16string_view text = std::u16string_view(m_chars).substr(field.at, field.size);
    const char *marks = m_marks.constData() + field.at;
    const int size = int(reading.text.size());
    Hit best;
    for (size_t found = text.find(reading.text); found != std::u16string_view::npos;
         found = text.find(reading.text, found + 1)) {
        const int at = int(found);
        const int end = at + size;
        const bool behind = at == after;
        const bool starts = marks[at] & Start || behind;
        const bool ends = end == int(text.size()) || marks[end] & Start;
        const bool digitBefore = at > 0 && marks[at] & Digit && marks[at - 1] & Digit && !(marks[at] & Start);
        if (digitBefore) // "5" is not in "25"
            continue;
        double score = insideWord;
        const bool cutsNumber = !ends && marks[end - 1] & Digit && marks[end] & Digit;
        if (cutsNumber) {
            score = last && starts ? partOfNumber : 0; // "4" is in "405" only while one is typing
        } else if (starts && ends) {
            score = wholeWord;
        } else if (starts) {
            int wordEndsAt = end;
            while (wordEndsAt < int(text.size()) && !(marks[wordEndsAt] & Start))
                ++wordEndsAt;
            score = wordStart + 30.0 * size / (wordEndsAt - at);
        } else if (ends) {
            score = wordEnd;
        }
        if (score <= 0 || (size == 1 && !starts))
            continue;
        for (const int split : reading.splits) {
            if (split > 0 && split < size && !(marks[at + split] & Start))
                score -= 40; // "2.5" is not "25"
        }
        if (after >= 0 && at >= after)
            score += behind ? rightBehind : inOrder;
        if (score > best.score)
            best = {score, at, size, starts && !cutsNumber};
    }
    return best;
}

/// What the words left unsaid of a name counts against it: "gpt 5" is rather GPT-5 than GPT-5 Mini.
double SearchText::leftOver(const Field &field, quint64 covered, bool queryHasDigits) const
{
    static const QList<QStringView> light{u"instruct", u"it", u"chat", u"preview", u"hf", u"v"};
    double loss = 0;
    bool numberBefore = false; // which the query said
    for (int at = 0; at < int(field.size) && at < 64;) {
        int end = at + 1;
        while (end < int(field.size) && !(m_marks[field.at + uint(end)] & Start))
            ++end;
        const int most = qMin(end, 64);
        bool touched = false;
        for (int i = at; i < most; ++i)
            touched |= covered >> i & 1;
        if (!touched) {
            const QStringView word(m_chars.data() + field.at + at, end - at);
            const bool number = m_marks[field.at + uint(at)] & Digit;
            if (number && numberBefore) // "K2" goes on as "K2.6"
                loss += 18;
            else if (number)
                loss += queryHasDigits ? 6 : word.size() >= 4 ? 2 : 0.4;
            else
                loss += light.contains(word) ? 1.5 : word.size() == 1 ? 3 : 10;
        }
        numberBefore = touched && m_marks[field.at + uint(at)] & Digit;
        at = end;
    }
    return loss;
}

Fit SearchText::fit(int model, const ParsedQuery &query, const Sellers &sellers) const
{
    const Entry &entry = m_entries[model];
    Fit fit;
    int after[3] = {-1, -1, -1};
    quint64 covered[2] = {0, 0};
    for (qsizetype w = 0; w < query.words.size(); ++w) {
        const QueryWord &word = query.words[w];
        double best = 0;
        bool clean = false;
        int ends[3] = {-1, -1, -1};
        quint64 covers[2] = {0, 0};
        for (const Reading &reading : word.readings) {
            if (reading.letters & ~entry.letters || reading.text.empty())
                continue;
            for (int f = 0; f < 3; ++f) {
                if (f == 2 && query.words.size() == 1 && best >= wholeWord)
                    break;
                const Hit hit = this->hit(entry.fields[f], reading, word.last, after[f]);
                if (hit.score <= 0)
                    continue;
                const double score = (f == 2 ? hit.score * authorShare : hit.score) -
                                     reading.edits * perEdit - (reading.alias ? viaAlias : 0);
                if (f < 2 && ends[f] < 0) {
                    ends[f] = hit.at + hit.size;
                    for (int i = hit.at; i < hit.at + hit.size && i < 64; ++i)
                        covers[f] |= quint64(1) << i;
                }
                if (score > best) {
                    best = score;
                    clean = hit.clean;
                }
            }
        }
        const double asSeller = word.namesProvider ? providerNamed : providerStart;
        if (best < asSeller && (word.providers & sellers).any()) {
            best = asSeller;
            clean = true;
        }
        if (word.wishedContext > 0 && best < wholeWord)
            best = 0; // "1m" is not in "4.1 mini"
        const bool wish = word.wish != Wish::None || word.wishedContext > 0;
        if (best <= (wish ? partOfNumber : insideWord) && (wish || word.noise)) {
            fit.wished |= quint64(1) << w;
            best = !wish ? 1 : isQuality(word.wish) ? wishedQuality : wishedWord;
            clean = true;
        }
        if (best <= 0)
            return {};
        fit.score += best;
        fit.clean &= clean;
        for (int f = 0; f < 3; ++f)
            after[f] = ends[f] >= 0 ? ends[f] : after[f];
        covered[0] |= covers[0];
        covered[1] |= covers[1];
    }
    double loss = 0;
    if (!query.words.isEmpty())
        loss = qMin(leftOver(entry.fields[0], covered[0], query.hasDigits),
                    leftOver(entry.fields[1], covered[1], query.hasDigits) + 1);
    fit.score = qMax(1.0, fit.score - loss);
    return fit;
}

} // namespace Crossroads
