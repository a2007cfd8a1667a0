// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/refresh/modelsdevlist.h"

#include "app/refresh/json.h"

#include <QCoreApplication>

namespace Crossroads {

using namespace Qt::StringLiterals;

// An attodollar a token is 1e-12 dollars a million: rounding to it also removes the noise of
// 0.04999999999999999.
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

/// The client library that models.dev names tells the wire.
static QString wireFromPackage(const QString &npm)
{
    static const std::pair<QLatin1StringView, QString> table[] = {
        {"vertex/anthropic"_L1, u"vertex-anthropic"_s},
        {"google-vertex"_L1, u"vertex"_s},
        {"amazon-bedrock"_L1, u"bedrock"_s},
        {"azure"_L1, u"azure-openai"_s},
        {"/anthropic"_L1, u"anthropic"_s},
        {"/google"_L1, u"gemini"_s},
        {"/gateway"_L1, u"other"_s},
        {"gitlab"_L1, u"other"_s}};
    for (const auto &[part, wire] : table) {
        if (npm.contains(part))
            return wire;
    }
    return u"openai"_s;
}

static Prices prices(const ExactJson &cost)
{
    Prices p;
    p.input = perMillion(cost["input"]);
    p.output = perMillion(cost["output"]);
    if (!p.isKnown())
        return {};
    p.cacheRead = perMillion(cost["cache_read"]);
    p.cacheWrite = perMillion(cost["cache_write"]);
    p.reasoning = perMillion(cost["reasoning"]);
    p.audioInput = perMillion(cost["input_audio"]);
    p.audioOutput = perMillion(cost["output_audio"]);
    for (const ExactJson &row : cost["tiers"].items()) {
        if (row["tier"]["type"].text() != "context"_L1)
            continue;
        PriceOverride o;
        o.abovePromptTokens = row["tier"]["size"].count();
        o.input = perMillion(row["input"]);
        o.output = perMillion(row["output"]);
        o.cacheRead = perMillion(row["cache_read"]);
        o.cacheWrite = perMillion(row["cache_write"]);
        if (o.abovePromptTokens > 0)
            p.overrides.append(o);
    }
    return p;
}

static QDate day(const QString &text)
{
    // 2024-01-01 stands for "we do not know" there.
    const QDate date = QDate::fromString(text.size() == 7 ? text + u"-01"_s : text, Qt::ISODate);
    return date == QDate(2024, 1, 1) ? QDate() : date;
}

static Model model(const QString &provider, const QString &wire, const ExactJson &row)
{
    Model m;
    const QString listed = row["id"].text();
    m.modelsDevId = row["canonical_model_id"].text();
    m.id = m.modelsDevId.isEmpty() ? listed : m.modelsDevId;
    if (!m.id.contains(u'/'))
        m.id = provider + u'/' + m.id;
    m.author = m.id.section(u'/', 0, 0);
    m.name = row["name"].text();
    m.contextTokens = row["limit"]["context"].count();
    m.maxOutputTokens = row["limit"]["output"].count();
    m.inputs = modalities(row["modalities"]["input"]);
    m.outputs = modalities(row["modalities"]["output"]);
    m.reasoning = row["reasoning"].isTrue();
    m.tools = known(row["tool_call"]);
    m.structuredOutput = known(row["structured_output"]);
    m.attachments = known(row["attachment"]);
    m.temperature = known(row["temperature"]);
    m.openWeights = known(row["open_weights"]);
    m.released = day(row["release_date"].text());
    m.knowledgeCutoff = row["knowledge"].text();
    Offer o;
    o.provider = provider;
    o.providerModelId = listed;
    o.prices = prices(row["cost"]);
    o.unpriced = o.prices.isKnown() ? Unpriced::No : Unpriced::Unknown;
    o.contextTokens = m.contextTokens;
    o.maxOutputTokens = m.maxOutputTokens;
    o.status = statusFromName(row["status"].text()).value_or(OfferStatus::Active);
    const ExactJson &own = row["provider"];
    if (const QString npm = own["npm"].text(); !npm.isEmpty() && wireFromPackage(npm) != wire)
        o.wire = wireFromPackage(npm);
    o.apiBase = own["api"].text();
    o.responsesOnly = own["shape"].text() == "responses"_L1;
    m.offers = {o};
    return m;
}

static void takeProvider(Listing &listing, const QString &slug, const ExactJson &row)
{
    CatalogProvider p;
    p.slug = slug;
    p.name = row["name"].text();
    p.apiBase = row["api"].text();
    p.wire = wireFromPackage(row["npm"].text());
    for (const ExactJson &variable : row["env"].items())
        p.keyEnv.append(variable.text());
    p.docs = row["doc"].text();
    const qsizetype first = listing.models.size();
    bool anyPrice = false;
    for (const auto &[name, entry] : row["models"].members()) {
        const Model m = model(slug, p.wire, entry);
        constexpr qsizetype longestId = 200;
        if (m.offers[0].providerModelId.isEmpty() || m.name.isEmpty() || m.id.size() > longestId) {
            ++listing.skippedRows;
            continue;
        }
        if (!m.outputs.testFlag(Modality::Text))
            continue;
        anyPrice |= m.offers[0].prices.isKnown() && !m.offers[0].prices.isFree();
        listing.models.append(m);
    }
    // Who says 0 for everything sells subscriptions, or says nothing.
    for (qsizetype i = first; i < listing.models.size() && !anyPrice; ++i) {
        listing.models[i].offers[0].prices = {};
        listing.models[i].offers[0].unpriced = Unpriced::Unknown;
    }
    listing.providers.append(p);
}

Result<Listing> readModelsDev(QByteArrayView body)
{
    const auto json = ExactJson::parse(body);
    if (!json)
        return std::unexpected(json.error());
    Listing listing{.source = u"models.dev"_s, .providers = {}, .models = {}, .completeFor = {}};
    for (const auto &[slug, row] : json->members()) {
        if (slug != "openrouter" && row["models"].type() == ExactJson::Type::Object)
            takeProvider(listing, QString::fromUtf8(slug), row);
    }
    if (listing.models.isEmpty())
        return fail(ErrorKind::Protocol,
                    QCoreApplication::translate("Catalog", "That is no list of models."));
    return listing;
}

} // namespace Crossroads
