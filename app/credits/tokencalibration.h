// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QString>

namespace Crossroads {

/// What most letters of a text belong to; scripts that vocabularies treat alike are one.
enum class TextScript { Latin, Cyrillic, Arabic, Indic, Han, Kana, Hangul, Other };
TextScript mainScript(QStringView text);

/// How far estimates of tokens are off for each model and script, learned from answers whose tokens a
/// provider reported. What is learned counts for more the more there is of it, and never makes an estimate
/// less than half of what it would be, or more than twice. A value; what it reads it does not keep.
class TokenCalibration
{
public:
    /// \param model as a lineup writes it; what follows an '@' or ':' is the same model.
    /// \param reported tokens of \p text alone. A text that is short, or that was counted in some way of its
    /// own (off by far more than any vocabulary), teaches nothing.
    void learn(const QString &model, QStringView text, qint64 reported);
    /// What to multiply an estimate with, in thousandths: 500 to 2000; 1000 where nothing is known.
    int permille(const QString &model, TextScript script) const;
    /// The tokens of \p text by the model's family and by what was learned.
    qint64 tokens(const QString &model, QStringView text) const;

private:
    struct Sum
    {
        qint64 estimated = 0, reported = 0;
    };
    QHash<std::pair<QString, int>, Sum> m_sums; // by model and script
};

} // namespace Crossroads
