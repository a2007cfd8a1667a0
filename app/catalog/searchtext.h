// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/aliases.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>

#include <bitset>
#include <string>

namespace Crossroads {

/// A set of providers, by their place in the catalog. Beyond 512 they share places: then a search by provider
/// may find a model too many, never one too few.
using Sellers = std::bitset<512>;

/// One way to read a word of the query. Edits say how far it is from what was typed.
struct Reading
{
    std::u16string text;
    QList<int> splits; ///< places where the query had a point: "4.5" is 45, split at 1
    int edits = 0;
    bool alias = false;
    quint64 letters = 0; ///< which characters occur
};

/// A word of the query: any of its readings will do. One of several words may stand for a wish.
struct QueryWord
{
    QList<Reading> readings;
    Wish wish = Wish::None;
    qint64 wishedContext = 0; ///< "128k", "1m"
    bool noise = false;
    bool last = false;          ///< may still be being typed
    bool namesProvider = false; ///< whole
    bool joined = false;        ///< stood right behind the word before it
    Sellers providers;          ///< that it may name
};

struct ParsedQuery
{
    QList<QueryWord> words;
    QString whole; ///< as typed, lower case, trimmed
    bool hasDigits = false;
};

/// How well the words fit one model.
struct Fit
{
    double score = 0;   ///< 0: they do not
    quint64 wished = 0; ///< bit per word: it was found nowhere, but it is a wish or noise
    bool clean = true;  ///< every word was found at the start of a word
};

/// The names of all models, folded for searching: lower case, without marks or separators, with the places
/// where words begin. Also the vocabulary that misspelt words are held against.
class SearchText
{
public:
    void add(const QString &id, const QString &name, const QString &author);
    /// Names of providers become words of the vocabulary, and of queries.
    void addProvider(qsizetype place, const QString &slug, const QString &name);
    void finish();

    ParsedQuery parse(const QString &text) const;
    /// \p query with words that are near to the misspelt ones. Unchanged where none is misspelt.
    ParsedQuery corrected(const ParsedQuery &query) const;
    Fit fit(int model, const ParsedQuery &query, const Sellers &sellers) const;

private:
    enum Mark : quint8 { Start = 1, Digit = 2 };
    struct Field
    {
        quint32 at = 0;
        quint32 size = 0;
    };
    struct Entry
    {
        Field fields[3]; // slug, name, author
        quint64 letters = 0;
    };
    struct Hit
    {
        double score = 0;
        int at = 0;
        int size = 0;
        bool clean = false;
    };
    Field addField(QStringView text);
    Hit hit(const Field &field, const Reading &reading, bool last, int after) const;
    double leftOver(const Field &field, quint64 covered, bool queryHasDigits) const;
    bool isKnownStart(QStringView letters) const;
    QList<Reading> nearWords(const QString &word) const;

    std::u16string m_chars;
    QByteArray m_marks;
    QList<Entry> m_entries;
    QHash<QString, int> m_authors;                 // folded, with how many models each has
    QHash<QString, int> m_counts;                  // vocabulary, with how often each occurs
    QStringList m_vocabulary;                      // sorted
    QList<std::pair<QString, size_t>> m_providers; // folded name, place
};

/// Lower case, without diacritics or width variants.
QString foldedForSearch(const QString &text);

} // namespace Crossroads
