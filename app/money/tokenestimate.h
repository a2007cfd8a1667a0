// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringView>
#include <QtTypes>

namespace Crossroads {

/// Tokens as a typical byte-pair vocabulary would count them, from the text's scripts alone. Additive, so
/// that a growing answer is counted delta by delta. An estimate: whoever shows it marks it "~".
class TokenEstimate
{
public:
    void add(QStringView text);
    qint64 tokens() const;

private:
    qint64 m_millitokens = 0;
};

qint64 estimateTokens(QStringView text);

} // namespace Crossroads
