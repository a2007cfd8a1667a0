// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/options.h"

#include "app/money/amountinput.h"
#include "app/providers/baseaddress.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("CommandLine", text);
}

bool Arguments::option(QStringView name, QStringView shortName)
{
    if (m_optionsEnded || m_words.isEmpty())
        return false;
    const QString &word = m_words.first();
    if (word == name || (!shortName.isEmpty() && word == shortName)) {
        m_option = m_words.takeFirst();
        m_inlineValue.reset();
        return true;
    }
    if (word.startsWith(QString(name) + u'=')) {
        m_option = name.toString();
        m_inlineValue = word.mid(name.size() + 1);
        m_words.removeFirst();
        return true;
    }
    return false;
}

bool Arguments::flag(QStringView name, QStringView shortName)
{
    return !m_words.isEmpty() && !m_words.first().contains(u'=') && option(name, shortName);
}

Result<QString> Arguments::value()
{
    if (m_inlineValue)
        return *m_inlineValue;
    if (m_words.isEmpty())
        return fail(ErrorKind::WrongUse, tr("%1 needs a value.").arg(m_option));
    return m_words.takeFirst();
}

Result<double> Arguments::number(double least, double most)
{
    const auto text = value();
    if (!text)
        return std::unexpected(text.error());
    bool ok = false;
    const double number = text->toDouble(&ok);
    // "nan" is a number to Qt. The bounds are shown as they would be typed, with a point.
    if (!ok || !(number >= least && number <= most))
        return fail(ErrorKind::WrongUse,
                    tr("%1 takes a number from %2 to %3.").arg(m_option).arg(least).arg(most));
    return number;
}

Result<int> Arguments::count(int least, int most)
{
    const auto text = value();
    if (!text)
        return std::unexpected(text.error());
    bool ok = false;
    const int number = text->toInt(&ok);
    if (!ok || number < least || number > most)
        return fail(ErrorKind::WrongUse,
                    tr("%1 takes a whole number from %2 to %3.").arg(m_option).arg(least).arg(most));
    return number;
}

std::optional<QString> Arguments::word()
{
    if (!m_optionsEnded && m_words.value(0) == "--"_L1) {
        m_optionsEnded = true;
        m_words.removeFirst();
    }
    if (m_words.isEmpty())
        return std::nullopt;
    const QString &word = m_words.first();
    if (!m_optionsEnded && word.size() > 1 && word.startsWith(u'-'))
        return std::nullopt;
    return m_words.takeFirst();
}

static Result<CustomProvider> parseProvider(const QString &text)
{
    static const QRegularExpression form(u"^([A-Za-z0-9][A-Za-z0-9._-]*)=(.+)$"_s);
    const auto match = form.match(text);
    const QUrl url(match.captured(2).trimmed(), QUrl::StrictMode);
    const bool web = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
    if (!match.hasMatch() || !url.isValid() || !web || url.host().isEmpty())
        return fail(ErrorKind::WrongUse,
                    tr("--provider takes NAME=URL, as in local=http://127.0.0.1:8080/v1."));
    if (!url.userInfo().isEmpty() || hasKeyInQuery(url))
        return fail(ErrorKind::WrongUse,
                    tr("--provider: a key does not belong in the address; use --key-env."));
    return CustomProvider{match.captured(1), url, std::nullopt, {}};
}

/// The base address in \p typed, for the wire that was named or else that \p provider is known to speak.
static BaseAddress baseOf(const CustomProvider &provider, const QUrl &typed, std::optional<Wire> wire)
{
    const BaseAddress told = baseAddressFrom(typed, wire);
    if (wire || told.told)
        return told;
    const Vendor *known = findVendor(provider.name);
    return baseAddressFrom(typed, known ? known->wire : Wire::OpenAi);
}

Result<bool> ProviderOptions::takeProvider(Arguments &arguments)
{
    const auto text = arguments.value();
    auto provider = text ? parseProvider(*text) : std::unexpected(text.error());
    if (!provider)
        return std::unexpected(provider.error());
    if (const QString refusal = queryRefusal(provider->url); !refusal.isEmpty())
        return fail(ErrorKind::WrongUse, u"--provider: "_s + refusal);
    m_typed.append(provider->url);
    const BaseAddress base = baseOf(*provider, m_typed.last(), std::nullopt);
    provider->url = base.url;
    provider->wire = base.told;
    providers.append(*provider);
    return true;
}

Result<bool> ProviderOptions::take(Arguments &arguments)
{
    if (arguments.flag(u"--keys-from-env")) {
        keysFromEnv = true;
        return true;
    }
    if (arguments.option(u"--provider"))
        return takeProvider(arguments);
    const bool wire = arguments.option(u"--wire");
    if (!wire && !arguments.option(u"--key-env"))
        return false;
    const auto text = arguments.value();
    if (!text)
        return std::unexpected(text.error());
    if (providers.isEmpty())
        return fail(ErrorKind::WrongUse, tr("--wire and --key-env belong behind a --provider."));
    CustomProvider &last = providers.last();
    if (!wire) {
        last.keyEnv = text->toLatin1();
        return true;
    }
    last.wire = wireFromName(*text);
    if (!last.wire)
        return fail(ErrorKind::WrongUse, tr("--wire takes openai, anthropic, gemini or ollama."));
    last.url = baseOf(last, m_typed.last(), last.wire).url;
    return true;
}

QStringList ProviderOptions::remarks() const
{
    QStringList remarks;
    for (qsizetype i = 0; i < providers.size(); ++i) {
        const CustomProvider &provider = providers[i];
        const QString remark = addressRemark(baseOf(provider, m_typed[i], provider.wire), provider.wire);
        if (!remark.isEmpty())
            remarks.append(u"%1: %2"_s.arg(provider.name, remark));
    }
    return remarks;
}

static Result<QStringList> namesFrom(Arguments &arguments)
{
    const auto text = arguments.value();
    if (!text)
        return std::unexpected(text.error());
    QStringList names;
    const QStringList parts = text->split(u',');
    for (const QString &part : parts) {
        if (!part.trimmed().isEmpty())
            names.append(part.trimmed());
    }
    return names;
}

static Result<bool> takeNames(QStringList &to, Arguments &arguments)
{
    const auto names = namesFrom(arguments);
    if (!names)
        return std::unexpected(names.error());
    to = *names;
    return true;
}

static Result<bool> takeSort(RouteRules &rules, Arguments &arguments)
{
    const auto name = arguments.value();
    if (!name)
        return std::unexpected(name.error());
    const auto sort = strategyFromName(*name);
    if (!sort)
        return fail(ErrorKind::WrongUse, tr("--sort takes balanced, price, throughput, latency or direct."));
    rules.sort = *sort;
    return true;
}

/// IN/OUT in USD per million tokens; either may be empty.
static Result<bool> takeMaxPrice(RouteRules &rules, Arguments &arguments)
{
    const auto text = arguments.value();
    if (!text)
        return std::unexpected(text.error());
    const QString usage = tr("--max-price takes IN/OUT in USD per million tokens, as in 0.50/2.");
    const auto in = readAmount(text->section(u'/', 0, 0), QLocale::c(), AmountFrom::Script);
    const auto out = readAmount(text->section(u'/', 1), QLocale::c(), AmountFrom::Script);
    if (!in || !out)
        return fail(ErrorKind::WrongUse, u"%1 %2"_s.arg(usage, (in ? out : in).error().message));
    if (in->isEmpty() && out->isEmpty())
        return fail(ErrorKind::WrongUse, usage);
    rules.maxInput = in->isEmpty() ? std::nullopt : Rate::perMillion(in->toLatin1());
    rules.maxOutput = out->isEmpty() ? std::nullopt : Rate::perMillion(out->toLatin1());
    return true;
}

Result<bool> RouteOptions::takeRule(Arguments &arguments)
{
    if (arguments.option(u"--sort"))
        return takeSort(rules, arguments);
    if (arguments.option(u"--order"))
        return takeNames(rules.order, arguments);
    if (arguments.option(u"--only"))
        return takeNames(rules.only, arguments);
    if (arguments.option(u"--ignore"))
        return takeNames(rules.ignore, arguments);
    if (arguments.option(u"--max-price"))
        return takeMaxPrice(rules, arguments);
    if (arguments.flag(u"--no-fallbacks")) {
        rules.fallbacks = false;
        return true;
    }
    if (arguments.flag(u"--hedge")) {
        rules.hedge = true;
        return true;
    }
    if (arguments.option(u"--fallback-model")) {
        const auto model = arguments.value();
        if (!model)
            return std::unexpected(model.error());
        rules.fallbackModels.append(*model);
        return true;
    }
    if (arguments.option(u"--max-attempts")) {
        const auto count = arguments.count(1, 100);
        if (!count)
            return std::unexpected(count.error());
        rules.maxAttempts = *count;
        return true;
    }
    return false;
}

Result<bool> RouteOptions::take(Arguments &arguments)
{
    if (const auto taken = takeRule(arguments); !taken || *taken) {
        anyRule = true;
        return taken;
    }
    if (arguments.flag(u"--allow-unknown-price")) {
        unknownPriceAllowed = true;
        return true;
    }
    if (arguments.option(u"--seed")) {
        const auto text = arguments.value();
        bool ok = false;
        const quint64 number = text ? text->toULongLong(&ok) : 0;
        if (!ok)
            return fail(ErrorKind::WrongUse, tr("--seed takes a whole number."));
        seed = number;
        return true;
    }
    if (!arguments.option(u"--budget"))
        return false;
    const auto text = arguments.value();
    if (!text)
        return std::unexpected(text.error());
    const QString usage = tr("--budget takes USD, as in 0.05.");
    const auto decimal = readAmount(*text, QLocale::c(), AmountFrom::Script);
    if (!decimal)
        return fail(ErrorKind::WrongUse, u"%1 %2"_s.arg(usage, decimal.error().message));
    budget = Money::fromDecimal(decimal->toLatin1());
    if (!budget)
        return fail(ErrorKind::WrongUse, usage);
    return true;
}

} // namespace Crossroads
