// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/refresh/openrouterlist.h"

#include "app/money/decimal.h"
#include "app/refresh/json.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimeZone>

namespace Crossroads {

using namespace Qt::StringLiterals;

/// "-1" stands for "varies": no price.
static std::optional<Rate> perToken(const ExactJson &value)
{
    const QByteArray text = value.decimal();
    const auto rate = text.isEmpty() ? std::nullopt : Rate::perToken(text);
    return rate && rate->atto >= 0 ? rate : std::nullopt;
}

static std::optional<Money> perUnit(const ExactJson &value, qint64 leastPico)
{
    const auto money = Money::fromDecimal(value.decimal());
    return money && money->pico >= leastPico ? money : std::nullopt;
}

/// HHMM as minutes since midnight.
static std::optional<int> minuteOfDay(const ExactJson &value)
{
    if (value.isNull())
        return std::nullopt;
    const qint64 hhmm = value.count(-1);
    const qint64 minute = hhmm / 100 * 60 + hhmm % 100;
    return hhmm >= 0 && hhmm % 100 < 60 && minute <= 1440 ? std::optional(int(minute % 1440)) : std::nullopt;
}

static quint8 daysOfWeek(const ExactJson &days)
{
    static const QStringList names{u"mon"_s, u"tue"_s, u"wed"_s, u"thu"_s, u"fri"_s, u"sat"_s, u"sun"_s};
    quint8 bits = 0;
    for (const ExactJson &day : days.items()) {
        const qsizetype at = names.indexOf(day.text().left(3).toLower());
        if (at >= 0)
            bits |= quint8(1 << at);
    }
    return bits;
}

static std::optional<PriceOverride> override(const ExactJson &row)
{
    PriceOverride o;
    o.abovePromptTokens = row["min_prompt_tokens"].count();
    o.utcFromMinute = minuteOfDay(row["utc_start"]);
    o.utcToMinute = minuteOfDay(row["utc_end"]);
    o.utcDays = daysOfWeek(row["utc_days"]);
    // A condition that we can not read must not become "always".
    if ((!row["utc_start"].isNull() && !o.utcFromMinute) || (!row["utc_end"].isNull() && !o.utcToMinute) ||
        (!row["utc_days"].items().empty() && !o.utcDays))
        return std::nullopt;
    o.input = perToken(row["prompt"]);
    o.output = perToken(row["completion"]);
    o.cacheRead = perToken(row["input_cache_read"]);
    o.cacheWrite = perToken(row["input_cache_write"]);
    o.reasoning = perToken(row["internal_reasoning"]);
    return o;
}

static Prices prices(const ExactJson &row)
{
    // Rows of some vendors hold the price of a token where that of an image belongs.
    constexpr qint64 leastImagePico = 50'000'000; // 0.00005 USD
    Prices p;
    p.input = perToken(row["prompt"]);
    p.output = perToken(row["completion"]);
    if (!p.isKnown())
        return {};
    const auto unlessZero = [](std::optional<Rate> rate) {
        return rate && rate->atto == 0 ? std::nullopt : rate;
    };
    p.cacheRead = perToken(row["input_cache_read"]);
    p.cacheWrite = perToken(row["input_cache_write"]);
    p.cacheWriteHour = perToken(row["input_cache_write_1h"]);
    // "0" says here that reasoning has no price of its own, not that it is free.
    p.reasoning = unlessZero(perToken(row["internal_reasoning"]));
    p.audioInput = unlessZero(perToken(row["audio"]));
    p.audioOutput = unlessZero(perToken(row["audio_output"]));
    // A price per token, where a row does not hold one of a whole picture.
    constexpr qint64 mostTokenPico = 1'000'000'000; // 0.001 USD
    if (const auto picture = Money::fromDecimal(row["image_output"].decimal());
        picture && picture->pico > 0 && picture->pico <= mostTokenPico)
        p.imageOutput = perToken(row["image_output"]);
    p.perRequest = perUnit(row["request"], 1);
    p.perImage = perUnit(row["image"], leastImagePico);
    p.discountPercent =
        int(qBound(qint64(0), scaledDecimal(row["discount"].decimal(), 2).value_or(0), qint64(99)));
    for (const ExactJson &entry : row["overrides"].items()) {
        if (const auto o = override(entry))
            p.overrides.append(*o);
    }
    return p;
}

static Modalities modalities(const ExactJson &names)
{
    Modalities all;
    for (const ExactJson &name : names.items())
        all |= modalityFromName(name.text());
    return all;
}

static bool contains(const ExactJson &list, const QString &word)
{
    return std::ranges::any_of(list.items(), [&](const ExactJson &item) { return item.text() == word; });
}

static Model model(const ExactJson &row)
{
    const QString listed = row["id"].text();
    QString id = listed;
    const bool alias = id.startsWith(u'~');
    if (alias)
        id.removeFirst();
    const QString suffix = id.section(u':', 1);
    id = id.section(u':', 0, 0);
    Model m;
    m.id = id;
    m.author = id.section(u'/', 0, 0);
    m.name = row["name"].text();
    if (const qsizetype colon = m.name.indexOf(": "_L1); colon > 0)
        m.name = m.name.sliced(colon + 2);
    m.kind = alias ? ModelKind::Alias : ModelKind::Chat;
    m.contextTokens = row["context_length"].count();
    const ExactJson &architecture = row["architecture"];
    m.inputs = modalities(architecture["input_modalities"]);
    m.outputs = modalities(architecture["output_modalities"]);
    const ExactJson &parameters = row["supported_parameters"];
    const auto takes = [&](const QString &word) {
        return parameters.items().empty()   ? Known::Unknown
               : contains(parameters, word) ? Known::Yes
                                            : Known::No;
    };
    m.tools = takes(u"tools"_s);
    m.structuredOutput = takes(u"structured_outputs"_s);
    m.temperature = takes(u"temperature"_s);
    m.reasoning = takes(u"reasoning"_s) == Known::Yes;
    m.knowledgeCutoff = row["knowledge_cutoff"].text();
    m.huggingFaceId = row["hugging_face_id"].text();
    if (!m.huggingFaceId.isEmpty())
        m.openWeights = Known::Yes;
    if (const qint64 created = row["created"].count(); created > 0)
        m.released = QDateTime::fromSecsSinceEpoch(created, QTimeZone::UTC).date();
    Offer o;
    o.provider = u"openrouter"_s;
    o.providerModelId = listed;
    o.prices = prices(row["pricing"]);
    if (!o.prices.isKnown()) {
        o.unpriced = Unpriced::Dynamic;
        m.kind = alias ? ModelKind::Alias : ModelKind::Router;
    }
    o.contextTokens = row["top_provider"]["context_length"].count(m.contextTokens);
    o.maxOutputTokens = row["top_provider"]["max_completion_tokens"].count();
    o.variant =
        suffix.isEmpty() ? OfferVariant::Standard : variantFromName(suffix).value_or(OfferVariant::Other);
    m.offers = {o};
    return m;
}

Result<OpenRouterPage> readOpenRouterPage(QByteArrayView body)
{
    const auto json = ExactJson::parse(body);
    if (!json)
        return std::unexpected(json.error());
    if ((*json)["data"].type() != ExactJson::Type::Array)
        return fail(ErrorKind::Protocol,
                    QCoreApplication::translate("Catalog", "That is no list of models."));
    OpenRouterPage page{.listing = {.source = u"openrouter"_s,
                                    .providers = {},
                                    .models = {},
                                    .completeFor = {u"openrouter"_s}},
                        .next = (*json)["links"]["next"].text(),
                        .total = (*json)["total_count"].count()};
    for (const ExactJson &row : (*json)["data"].items()) {
        const Model m = model(row);
        constexpr qsizetype longestId = 200;
        if (m.id.count(u'/') != 1 || m.id.size() > longestId || m.name.isEmpty() || m.author.isEmpty())
            ++page.listing.skippedRows;
        else if (m.outputs.testFlag(Modality::Text)) // the rest answers no chat
            page.listing.models.append(m);
    }
    return page;
}

Result<QList<UpstreamOffer>> readOpenRouterEndpoints(QByteArrayView body)
{
    const auto json = ExactJson::parse(body);
    if (!json)
        return std::unexpected(json.error());
    const ExactJson &endpoints = (*json)["data"]["endpoints"];
    if (endpoints.type() != ExactJson::Type::Array)
        return fail(ErrorKind::Protocol,
                    QCoreApplication::translate("Catalog", "That is no list of providers."));
    QList<UpstreamOffer> offers;
    for (const ExactJson &row : endpoints.items()) {
        UpstreamOffer o;
        o.provider = row["provider_name"].text();
        if (o.provider.isEmpty())
            continue;
        o.tag = row["tag"].text();
        o.quantization = row["quantization"].text();
        o.prices = prices(row["pricing"]);
        o.contextTokens = row["context_length"].count();
        o.maxOutputTokens = row["max_completion_tokens"].count();
        bool ok = false;
        const double uptime = row["uptime_last_1d"].decimal().toDouble(&ok);
        if (ok)
            o.uptimePercent = uptime;
        o.disabled = row["status"].decimal().startsWith('-');
        offers.append(o);
    }
    return offers;
}

} // namespace Crossroads
