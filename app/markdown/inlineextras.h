// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/markdown/markdowninlines.h"

#include <vector>

namespace Crossroads {

/// What md4c does not know, or knows by other rules than people write by: math, footnotes, bare addresses,
/// single tildes, asterisks beside Chinese, Japanese and Korean, pictures that are still arriving. Each goes
/// through md4c as a noncharacter with a number, which it takes for a letter.
class InlineExtras
{
public:
    struct Extra
    {
        InlineSink::Span span;
        LinkDefinition link;
        QString text;       ///< shown
        QString source;     ///< as it was written
        bool plain = false; ///< text without a span
    };

    explicit InlineExtras(const InlineOptions &options) : m_options(options) {}

    /// \p s with placeholders. Every character of \p s is looked at a bounded number of times.
    QString extract(QStringView s);
    /// \p text with what stood where the placeholders are.
    QString original(QString text) const;
    /// The extra whose placeholder begins at \p i of \p text; null: none.
    const Extra *at(QStringView text, qsizetype i) const;
    /// Where the next placeholder begins; -1: nowhere.
    static qsizetype next(QStringView text, qsizetype from);
    static constexpr qsizetype length = 4; ///< of a placeholder, in UTF-16 units

private:
    bool mayBegin(QStringView s, qsizetype i) const;
    qsizetype readAt(QStringView s, qsizetype i, QString &result);
    qsizetype readMath(QStringView s, qsizetype i, QString &result);
    qsizetype readNote(QStringView s, qsizetype i, QString &result);
    qsizetype readAddress(QStringView s, qsizetype i, QString &result);
    qsizetype readPicture(QStringView s, qsizetype i, QString &result);
    qsizetype readTildes(QStringView s, qsizetype i, QString &result);
    qsizetype readAsterisks(QStringView s, qsizetype i, QString &result);
    QString take(Extra extra);
    QString letter();

    const InlineOptions &m_options;
    std::vector<Extra> m_extras;
    bool m_addresses = false;
    QString m_letter, m_tilde; ///< placeholders for nothing and for a tilde
};

/// Where the code span that begins at \p i of \p s ends; the end of its backticks if there is none.
qsizetype behindCodeSpan(QStringView s, qsizetype i);

} // namespace Crossroads
