// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/rules.h"

#include "app/core/names.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("RouteRules", text);
}

static constexpr NameRow<Strategy> strategies[] = {
    {Strategy::Balanced, "balanced"_L1},     {Strategy::Price, "price"_L1},
    {Strategy::Throughput, "throughput"_L1}, {Strategy::Latency, "latency"_L1},
    {Strategy::Direct, "direct"_L1},
};

QLatin1StringView strategyName(Strategy strategy)
{
    return nameIn<Strategy>(strategies, strategy);
}

std::optional<Strategy> strategyFromName(QAnyStringView name)
{
    return valueIn<Strategy>(strategies, name);
}

/// Aggregators spell some vendors otherwise than the catalog.
static QString canonicalSlug(const QString &written)
{
    static const QHash<QString, QString> aliases = {
        {u"together"_s, u"togetherai"_s},
        {u"fireworks"_s, u"fireworks-ai"_s},
        {u"x-ai"_s, u"xai"_s},
        {u"z-ai"_s, u"zai"_s},
        {u"moonshot"_s, u"moonshotai"_s},
        {u"mistralai"_s, u"mistral"_s},
        {u"google-ai-studio"_s, u"google"_s},
    };
    const QString lower = written.trimmed().toLower();
    return aliases.value(lower, lower);
}

bool namesProvider(const QString &entry, const QString &slug)
{
    const QString own = slug.toLower();
    return canonicalSlug(entry) == own || canonicalSlug(entry.section(u'/', 0, 0)) == own;
}

bool namesProvider(const QStringList &entries, const QString &slug)
{
    return std::ranges::any_of(entries, [&](const QString &entry) { return namesProvider(entry, slug); });
}

// --- JSON
// ---------------------------------------------------------------------------------------------------

static std::unexpected<Error> wrongField(QLatin1StringView field, const QString &takes)
{
    Error error{ErrorKind::InvalidRequest, tr("\"%1\" takes %2.").arg(field, takes), {}, {}};
    error.parameter = field;
    return std::unexpected(error);
}

static Result<void> readList(const QJsonObject &object, QLatin1StringView field, QStringList &to)
{
    const QJsonValue value = object[field];
    if (value.isUndefined() || value.isNull())
        return {};
    if (!value.isArray())
        return wrongField(field, tr("a list of names"));
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &entry : array) {
        if (!entry.isString())
            return wrongField(field, tr("a list of names"));
        list.append(entry.toString());
    }
    to = list;
    return {};
}

static Result<void> readFlag(const QJsonObject &object, QLatin1StringView field, bool &to)
{
    const QJsonValue value = object[field];
    if (value.isUndefined() || value.isNull())
        return {};
    if (!value.isBool())
        return wrongField(field, tr("true or false"));
    to = value.toBool();
    return {};
}

/// USD per million tokens. A string is exact; a number is written out with the digits that identify it.
static Result<void> readRate(const QJsonObject &object, QLatin1StringView field, std::optional<Rate> &to)
{
    const QJsonValue value = object[field];
    if (value.isUndefined() || value.isNull())
        return {};
    const QByteArray text = value.isString()
                                ? value.toString().toLatin1()
                                : QByteArray::number(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    const auto rate = value.isString() || value.isDouble() ? Rate::perMillion(text) : std::nullopt;
    if (!rate || rate->atto < 0)
        return wrongField(field, tr("USD per million tokens"));
    to = *rate;
    return {};
}

static Result<void> readSort(const QJsonObject &provider, RouteRules &rules)
{
    QJsonValue sort = provider["sort"_L1];
    if (sort.isObject())
        sort = sort["by"_L1];
    if (sort.isUndefined() || sort.isNull())
        return {};
    if (sort == "exacto"_L1)
        return {}; // a ranking of OpenRouter's own, which it applies itself
    const auto known = strategyFromName(sort.toString());
    if (!known)
        return wrongField("sort"_L1, tr("price, throughput, latency or balanced"));
    rules.sort = *known;
    return {};
}

static Result<void> readProvider(const QJsonObject &provider, RouteRules &rules)
{
    const auto steps = {readList(provider, "order"_L1, rules.order),
                        readList(provider, "only"_L1, rules.only),
                        readList(provider, "ignore"_L1, rules.ignore),
                        readFlag(provider, "allow_fallbacks"_L1, rules.fallbacks),
                        readFlag(provider, "require_parameters"_L1, rules.requireParameters),
                        readSort(provider, rules),
                        readRate(provider["max_price"_L1].toObject(), "prompt"_L1, rules.maxInput),
                        readRate(provider["max_price"_L1].toObject(), "completion"_L1, rules.maxOutput)};
    for (const Result<void> &step : steps) {
        if (!step)
            return step;
    }
    if (provider.contains("data_collection"_L1))
        rules.denyDataCollection = provider["data_collection"_L1] == "deny"_L1;
    bool zeroRetention = false;
    if (const auto read = readFlag(provider, "zdr"_L1, zeroRetention); !read)
        return read;
    rules.denyDataCollection = rules.denyDataCollection || zeroRetention;
    return {};
}

static Result<QStringList> fallbacksFrom(const QJsonValue &value)
{
    QStringList models;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &entry : array) {
        const QString model = entry.isObject() ? entry["model"_L1].toString() : entry.toString();
        if (model.isEmpty())
            return wrongField("models"_L1, tr("a list of models"));
        models.append(model);
    }
    return models;
}

Result<RouteRules> rulesFromJson(const QJsonObject &request, const RouteRules &base)
{
    RouteRules rules = base;
    const QJsonValue provider = request["provider"_L1];
    if (!provider.isUndefined() && !provider.isNull()) {
        if (!provider.isObject())
            return wrongField("provider"_L1, tr("an object"));
        rules.forAggregator = provider.toObject();
        if (const auto read = readProvider(rules.forAggregator, rules); !read)
            return std::unexpected(read.error());
    }
    for (const auto field : {"models"_L1, "fallbacks"_L1}) {
        if (!request[field].isArray())
            continue;
        auto models = fallbacksFrom(request[field]);
        if (!models)
            return std::unexpected(models.error());
        // The model itself often stands first in its own list.
        models->removeAll(request["model"_L1].toString());
        rules.fallbackModels = *models;
    }
    const QJsonObject own = request["crossroads"_L1].toObject();
    if (const auto read = readFlag(own, "hedge"_L1, rules.hedge); !read)
        return std::unexpected(read.error());
    rules.maxAttempts = std::clamp(own["max_attempts"_L1].toInt(rules.maxAttempts), 1, 100);
    return rules;
}

static QString perMillionText(Rate rate)
{
    // 1e-18 USD a token is 1e-12 USD a million tokens: the same integer, read as picodollars.
    constexpr int digits = 12;
    QString text = QString::number(rate.atto).rightJustified(digits + 1, u'0');
    text.insert(text.size() - digits, u'.');
    while (text.endsWith(u'0'))
        text.chop(1);
    return text.endsWith(u'.') ? text.chopped(1) : text;
}

QJsonObject rulesToJson(const RouteRules &rules)
{
    QJsonObject provider = rules.forAggregator;
    const auto list = [&](QLatin1StringView field, const QStringList &names) {
        if (!names.isEmpty())
            provider[field] = QJsonArray::fromStringList(names);
    };
    list("order"_L1, rules.order);
    list("only"_L1, rules.only);
    list("ignore"_L1, rules.ignore);
    if (rules.sort != Strategy::Balanced)
        provider["sort"_L1] = strategyName(rules.sort);
    if (!rules.fallbacks)
        provider["allow_fallbacks"_L1] = false;
    if (rules.requireParameters)
        provider["require_parameters"_L1] = true;
    if (rules.denyDataCollection)
        provider["data_collection"_L1] = "deny"_L1;
    QJsonObject price;
    if (rules.maxInput)
        price["prompt"_L1] = perMillionText(*rules.maxInput);
    if (rules.maxOutput)
        price["completion"_L1] = perMillionText(*rules.maxOutput);
    if (!price.isEmpty())
        provider["max_price"_L1] = price;
    QJsonObject object;
    if (!provider.isEmpty())
        object["provider"_L1] = provider;
    if (!rules.fallbackModels.isEmpty())
        object["models"_L1] = QJsonArray::fromStringList(rules.fallbackModels);
    QJsonObject own;
    if (rules.hedge)
        own["hedge"_L1] = true;
    if (rules.maxAttempts != RouteRules().maxAttempts)
        own["max_attempts"_L1] = rules.maxAttempts;
    if (!own.isEmpty())
        object["crossroads"_L1] = own;
    return object;
}

// --- variants
// -----------------------------------------------------------------------------------------------

bool isVariant(QStringView suffix)
{
    static const QStringList known = {u"floor"_s,  u"nitro"_s,    u"exacto"_s,  u"free"_s,
                                      u"online"_s, u"thinking"_s, u"extended"_s};
    return known.contains(suffix);
}

RouteRules withVariant(RouteRules rules, const QString &variant)
{
    if (variant == "floor"_L1)
        rules.sort = Strategy::Price;
    else if (variant == "nitro"_L1)
        rules.sort = Strategy::Throughput;
    else if (variant == "free"_L1)
        rules.freeOnly = true;
    rules.variant = variant;
    return rules;
}

QJsonObject aggregatorObject(const RouteRules &rules, const QString &aggregator)
{
    QJsonObject object = rulesToJson(rules)["provider"_L1].toObject();
    for (const auto field : {"order"_L1, "only"_L1, "ignore"_L1}) {
        QJsonArray others;
        const QJsonArray names = object.value(field).toArray();
        for (const QJsonValue &name : names) {
            if (!namesProvider(name.toString(), aggregator))
                others.append(name);
        }
        if (others.isEmpty())
            object.remove(field);
        else
            object[field] = others;
    }
    // Strategies that only we know.
    const QString sort = object.value("sort"_L1).toString();
    if (sort == strategyName(Strategy::Direct) || sort == strategyName(Strategy::Balanced))
        object.remove("sort"_L1);
    return object;
}

static constexpr QLatin1StringView lineupMark("lineup/");
static constexpr QLatin1StringView lineupSeparator(" + ");

QString lineupKey(const QStringList &lineup)
{
    QStringList models;
    for (const QString &model : lineup)
        models.append(model.section(u'@', 0, 0)); // without a Sandbox model's parameters
    models.sort();
    return lineupMark + models.join(lineupSeparator);
}

QStringList modelsOfLineupKey(const QString &key)
{
    return key.startsWith(lineupMark) ? key.sliced(lineupMark.size()).split(lineupSeparator) : QStringList();
}

} // namespace Crossroads
