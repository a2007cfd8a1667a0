// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringView>
#include <QtTypes>

namespace Crossroads {

/// Vocabularies that count alike. General stands for those that are not known: the mean of the large ones.
enum class TokenFamily { General, O200k, Llama3, Qwen, Mistral };

/// The family of a model, by its catalog id or a provider's own id for it.
TokenFamily tokenFamilyOf(QStringView model);

/// Tokens as a byte-pair vocabulary would count them, from the text's words and scripts alone: within a tenth
/// at the median of sixty texts in many languages and in code (tests/tokens). Additive, so that a growing
/// answer is counted delta by delta. An estimate: whoever shows it marks it "~".
class TokenEstimate
{
public:
    explicit TokenEstimate(TokenFamily family = TokenFamily::General) : m_family(family) {}
    void add(QStringView text);
    qint64 tokens() const;
    TokenFamily family() const { return m_family; }

private:
    enum class Kind : quint8;
    static Kind kindOf(char16_t c);
    void addLetter(Kind kind, QChar c);
    void count(int feature) { m_millitokens += m_weights[feature]; }

    TokenFamily m_family;
    const int *m_weights = weightsOf(m_family);
    qint64 m_millitokens = 0;
    Kind m_before{}; ///< of the character before
    int m_run = 0;   ///< letters of the word so far
    bool m_lower = false;
    static const int *weightsOf(TokenFamily family);
};

qint64 estimateTokens(QStringView text, TokenFamily family = TokenFamily::General);

} // namespace Crossroads
