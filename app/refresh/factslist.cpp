// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/refresh/factslist.h"

#include "app/refresh/json.h"

#include <QCoreApplication>

namespace Crossroads {

using namespace Qt::StringLiterals;

static std::optional<Rate> perMillion(const ExactJson &value)
{
    const QByteArray text = value.decimal();
    const auto rate = text.isEmpty() ? std::nullopt : Rate::perMillion(text);
    return rate && rate->atto >= 0 ? rate : std::nullopt;
}

static Known known(const ExactJson &value)
{
    return value.isTrue() ? Known::Yes : value.isFalse() ? Known::No : Known::Unknown;
}

static Modalities modalities(const ExactJson &names)
{
    Modalities all;
    for (const ExactJson &name : names.items())
        all |= modalityFromName(name.text());
    return all ? all : Modality::Text;
}

static QDate day(const ExactJson &value)
{
    return QDate::fromString(value.text(), Qt::ISODate);
}

static PriceOverride tier(const ExactJson &row)
{
    PriceOverride o;
    o.abovePromptTokens = row["above_prompt_tokens"].count();
    o.input = perMillion(row["input_usd_per_mtok"]);
    o.output = perMillion(row["output_usd_per_mtok"]);
    o.cacheRead = perMillion(row["cache_read_usd_per_mtok"]);
    o.cacheWrite = perMillion(row["cache_write_usd_per_mtok"]);
    return o;
}

static Prices prices(const ExactJson &row)
{
    Prices p;
    p.input = perMillion(row["input_usd_per_mtok"]);
    p.output = perMillion(row["output_usd_per_mtok"]);
    p.cacheRead = perMillion(row["cache_read_usd_per_mtok"]);
    p.cacheWrite = perMillion(row["cache_write_usd_per_mtok"]);
    p.reasoning = perMillion(row["reasoning_usd_per_mtok"]);
    p.audioInput = perMillion(row["audio_in_usd_per_mtok"]);
    p.audioOutput = perMillion(row["audio_out_usd_per_mtok"]);
    for (const ExactJson &t : row["tiers"].items())
        p.overrides.append(tier(t));
    return p;
}

static Unpriced unpriced(const QString &word)
{
    if (word.isEmpty())
        return Unpriced::No;
    if (word == "subscription"_L1)
        return Unpriced::Subscription;
    if (word == "local"_L1)
        return Unpriced::Local;
    if (word == "dynamic"_L1)
        return Unpriced::Dynamic;
    return Unpriced::Unknown;
}

static Offer offer(const ExactJson &row)
{
    Offer o;
    o.provider = row["provider"].text();
    o.providerModelId = row["provider_model_id"].text();
    o.prices = prices(row);
    o.contextTokens = row["context_tokens"].count();
    o.maxOutputTokens = row["max_output_tokens"].count();
    o.asOf = day(row["as_of"]);
    o.variant = variantFromName(row["variant"].text()).value_or(OfferVariant::Standard);
    o.status = statusFromName(row["status"].text()).value_or(OfferStatus::Active);
    o.unpriced = unpriced(row["unpriced"].text());
    o.listed = !row["not_in_newer_snapshot"].isTrue();
    o.region = row["region"].text();
    o.wire = row["wire"].text();
    o.apiBase = row["api_base"].text();
    o.responsesOnly = row["endpoint"].text() == "responses"_L1;
    if (const ExactJson &before = row["prev"]; !before.isNull())
        o.history.append({o.asOf, perMillion(before["input"]), perMillion(before["output"])});
    return o;
}

static Model model(const ExactJson &row)
{
    Model m;
    m.id = row["id"].text();
    m.name = row["name"].text();
    m.author = row["author"].text();
    m.contextTokens = row["context_tokens"].count();
    m.maxOutputTokens = row["max_output_tokens"].count();
    const QString kind = row["kind"].text();
    m.kind = kind == "alias"_L1    ? ModelKind::Alias
             : kind == "router"_L1 ? ModelKind::Router
                                   : ModelKind::Chat;
    m.inputs = modalities(row["input_modalities"]);
    m.outputs = modalities(row["output_modalities"]);
    const ExactJson &supports = row["supports"];
    m.reasoning = supports["reasoning"].isTrue();
    m.tools = known(supports["tools"]);
    m.structuredOutput = known(supports["structured_output"]);
    m.attachments = known(supports["attachments"]);
    m.temperature = known(supports["temperature"]);
    m.openWeights = known(row["open_weights"]);
    m.released = day(row["released"]);
    if (const QString month = row["released_month"].text(); !m.released.isValid() && !month.isEmpty()) {
        m.released = QDate::fromString(month + u"-01"_s, Qt::ISODate);
        m.releasedMonthOnly = true;
    }
    m.knowledgeCutoff = row["knowledge_cutoff"].text();
    m.huggingFaceId = row["hugging_face_id"].text();
    m.modelsDevId = row["modelsdev_id"].text();
    for (const ExactJson &o : row["offers"].items())
        m.offers.append(offer(o));
    return m;
}

/// What buying credit costs on top: OpenRouter takes 5.5 % of a card payment (its terms, November 2026).
static int feeBasisPoints(const QString &slug)
{
    return slug == "openrouter"_L1 ? 550 : 0;
}

static CatalogProvider provider(const ExactJson &row)
{
    CatalogProvider p;
    p.slug = row["slug"].text();
    p.name = row["name"].text();
    p.apiBase = row["api_base"].text();
    p.wire = row["wire"].text();
    for (const ExactJson &variable : row["env"].items())
        p.keyEnv.append(variable.text());
    p.docs = row["docs"].text();
    p.established = row["known"].isTrue();
    p.feeBasisPoints = feeBasisPoints(p.slug);
    return p;
}

Result<Listing> readFacts(QByteArrayView bytes)
{
    const auto json = ExactJson::parse(bytes);
    if (!json)
        return std::unexpected(json.error());
    Listing listing{.source = u"facts"_s, .providers = {}, .models = {}, .completeFor = {}};
    listing.trusted = true;
    for (const ExactJson &row : (*json)["providers"].items())
        listing.providers.append(provider(row));
    for (const ExactJson &row : (*json)["models"].items()) {
        const Model m = model(row);
        if (m.id.contains(u'/') && !m.offers.isEmpty())
            listing.models.append(m);
        else
            ++listing.skippedRows;
    }
    if ((*json)["models"].type() != ExactJson::Type::Array)
        return fail(ErrorKind::Protocol,
                    QCoreApplication::translate("Catalog", "There are no models in these facts."));
    return listing;
}

} // namespace Crossroads
