// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/money/money.h"
#include "app/routing/rules.h"
#include "app/services/services.h"

#include <QStringList>

#include <optional>

namespace Crossroads {

/// The arguments of one call, taken from the front. Options may stand in any order, "--name value" or
/// "--name=value";
/// "--" ends them.
class Arguments
{
public:
    explicit Arguments(QStringList words) : m_words(std::move(words)) {}
    bool atEnd() const { return m_words.isEmpty(); }
    /// Takes the next word as an option: true if it is \p name (or \p shortName).
    bool option(QStringView name, QStringView shortName = {});
    /// The same for an option without a value: "--name=value" is none.
    bool flag(QStringView name, QStringView shortName = {});
    /// The value of the option just taken.
    Result<QString> value();
    Result<double> number(double least, double most);
    Result<int> count(int least, int most);
    /// The next word, where it is no option.
    std::optional<QString> word();
    QString front() const { return m_words.value(0); }

private:
    QStringList m_words;
    QString m_option;
    std::optional<QString> m_inlineValue;
    bool m_optionsEnded = false;
};

/// Options that every sending subcommand shares: --provider, --wire, --key-env, --keys-from-env. A request's
/// whole address is taken as the base address that it contains, and tells the wire where --wire does not.
struct ProviderOptions
{
    QList<CustomProvider> providers;
    bool keysFromEnv = false;
    /// Takes the next option if it is one of these: true if taken.
    Result<bool> take(Arguments &arguments);
    /// How addresses were put right, in sentences for people.
    QStringList remarks() const;

private:
    Result<bool> takeProvider(Arguments &arguments);
    QList<QUrl> m_typed; ///< the addresses of providers, as they were given
};

/// Options of routing: --sort, --order, --only, --ignore, --no-fallbacks, --fallback-model, --max-price,
/// --max-attempts, --hedge, --seed, --budget, --allow-unknown-price.
struct RouteOptions
{
    RouteRules rules;
    bool anyRule = false; ///< false: the person's own rules hold
    std::optional<quint64> seed;
    std::optional<Money> budget;
    bool unknownPriceAllowed = false;
    /// Takes the next option if it is one of these: true if taken.
    Result<bool> take(Arguments &arguments);

private:
    Result<bool> takeRule(Arguments &arguments);
};

} // namespace Crossroads
