// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Model lists of the OpenAI wire, which every vendor enriches in its own way (reference: section 11).

#include "app/providers/json.h"
#include "app/providers/openaiadapter.h"
#include "app/providers/providererror.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>
#include <QTimeZone>
#include <QUrlQuery>

#include <array>

namespace Crossroads {

using namespace Qt::StringLiterals;

/// The first of \p values that is there and not null.
template<std::size_t N>
static Json firstOf(const std::array<Json, N> &values)
{
    for (const Json &value : values) {
        if (!value.isNothing())
            return value;
    }
    return {};
}

static bool lists(const Json &list, std::string_view word)
{
    bool found = false;
    list.elements([&](const Json &one) { found = found || one.equals(word); });
    return found;
}

/// Whether any of \p words is in \p list; nothing where there is no list, or an empty one.
static std::optional<bool> listsAny(const Json &list, std::initializer_list<std::string_view> words)
{
    if (!list.isArray() || list.size() == 0)
        return std::nullopt;
    return std::ranges::any_of(words, [&](std::string_view word) { return lists(list, word); });
}

static std::optional<bool> flag(const Json &value)
{
    return value.isNothing() ? std::nullopt : std::optional(value.truth());
}

template<typename... Told>
static std::optional<bool> firstTold(const std::optional<bool> &one, const Told &...others)
{
    std::optional<bool> told = one;
    ((told = told ? told : others), ...);
    return told;
}

// --- prices --------------------------------------------------------------------------------------

namespace {
enum class PriceUnit { Token, Million, TenThousandthsPerMillion };
} // namespace

static std::optional<Rate> rateOf(const Json &value, PriceUnit unit)
{
    // Venice: {usd, diem}
    QByteArray text = (value.isObject() ? value["usd"] : value).scalar();
    if (unit == PriceUnit::TenThousandthsPerMillion && !text.contains('e') && !text.contains('E'))
        text += "e-4";
    const auto rate = unit == PriceUnit::Token ? Rate::perToken(text) : Rate::perMillion(text);
    // "-1" says that it varies. More than a cent per token is a price in another unit.
    constexpr qint64 mostAtto = 10'000'000'000'000'000;
    return rate && rate->atto >= 0 && rate->atto <= mostAtto ? rate : std::nullopt;
}

static std::optional<Rate> unlessZero(const std::optional<Rate> &rate)
{
    return rate && rate->atto == 0 ? std::nullopt : rate;
}

static std::optional<Money> unitPrice(const Json &value, qint64 leastPico)
{
    const auto money = Money::fromDecimal(value.scalar());
    return money && money->pico >= leastPico ? money : std::nullopt;
}

/// OpenRouter, Groq and others: decimal text in USD per token, by these names.
static Prices perTokenPrices(const Json &pricing)
{
    // Rows of some vendors hold the price of a token where that of an image belongs.
    constexpr qint64 leastImagePico = 50'000'000;
    const auto rate = [&](std::string_view name) { return rateOf(pricing[name], PriceUnit::Token); };
    Prices prices;
    prices.input = rate("prompt");
    prices.output = rate("completion");
    prices.cacheRead = rate("input_cache_read");
    prices.cacheWrite = rate("input_cache_write");
    prices.cacheWriteHour = rate("input_cache_write_1h");
    // "0" says here that reasoning has no price of its own, not that it is free.
    prices.reasoning = unlessZero(rate("internal_reasoning"));
    // A price per token, where a row does not hold one of a whole picture.
    constexpr qint64 mostTokenAtto = 1'000'000'000'000'000; // 0.001 USD
    if (const auto picture = unlessZero(rate("image_output")); picture && picture->atto <= mostTokenAtto)
        prices.imageOutput = picture;
    prices.perRequest = unitPrice(pricing["request"], 1);
    prices.perImage = unitPrice(pricing["image"], leastImagePico);
    pricing["overrides"].elements([&](const Json &entry) {
        const qint64 threshold = entry["min_prompt_tokens"].integer();
        if (threshold <= 0 || entry.contains("utc_start") || entry.contains("utc_days"))
            return; // times of day are the catalog's own refresh to read
        PriceOverride over;
        over.abovePromptTokens = threshold;
        over.input = rateOf(entry["prompt"], PriceUnit::Token);
        over.output = rateOf(entry["completion"], PriceUnit::Token);
        over.cacheRead = rateOf(entry["input_cache_read"], PriceUnit::Token);
        over.cacheWrite = rateOf(entry["input_cache_write"], PriceUnit::Token);
        prices.overrides.append(over);
    });
    return prices;
}

/// Perplexity, Together, DeepInfra, Hugging Face, Venice (numbers in USD per million) and Vercel (text in USD
/// per token), by these names.
static Prices inputOutputPrices(const Json &pricing)
{
    const Json input = firstOf(std::array{pricing["input"], pricing["input_tokens"]});
    const PriceUnit unit = input.isString() && !pricing["unit"].equals("usd_per_1m_tokens")
                               ? PriceUnit::Token
                               : PriceUnit::Million;
    const auto rate = [&](const Json &value) { return rateOf(value, unit); };
    Prices prices;
    prices.input = rate(input);
    prices.output = rate(firstOf(std::array{pricing["output"], pricing["output_tokens"]}));
    prices.cacheRead = rate(firstOf(std::array{pricing["cache_read"], pricing["input_cache_read"],
                                               pricing["cache_read_tokens"], pricing["cache_input"]}));
    prices.cacheWrite = rate(firstOf(std::array{pricing["cache_write"], pricing["input_cache_write"]}));
    return prices;
}

/// Hugging Face sends a request to any of them: one price is told only where all have the same.
static Prices commonPrices(const Json &providers)
{
    std::optional<Prices> common;
    bool differ = false;
    providers.elements([&](const Json &provider) {
        if (!provider["status"].equals("live"))
            return;
        const Prices prices = inputOutputPrices(provider["pricing"]);
        differ = differ || (common && *common != prices);
        common = prices;
    });
    return common && !differ ? *common : Prices{};
}

static Prices readPrices(const Json &row)
{
    const Json pricing =
        firstOf(std::array{row["pricing"], row["model_spec"]["pricing"], row["metadata"]["pricing"]});
    if (pricing.contains("prompt") || pricing.contains("completion"))
        return perTokenPrices(pricing);
    if (pricing.isObject())
        return inputOutputPrices(pricing);
    if (row["providers"].isArray())
        return commonPrices(row["providers"]);
    Prices prices;
    constexpr auto novita = PriceUnit::TenThousandthsPerMillion;
    prices.input = rateOf(row["input_token_price_per_m"], novita);
    prices.output = rateOf(row["output_token_price_per_m"], novita);
    return prices;
}

// --- what a model is and can ---------------------------------------------------------------------

static Json modalitiesOf(const Json &row, std::string_view direction)
{
    const std::string name = std::string(direction) + "_modalities";
    return firstOf(std::array{row["architecture"][name], row[name], row["modalities"][direction]});
}

static std::optional<bool> servesChat(const Json &row)
{
    if (const auto text = listsAny(modalitiesOf(row, "output"), {"text"}); text == false)
        return false;
    for (const Json &told : {row["capabilities"]["completion_chat"], row["supports_chat"]}) {
        if (!told.isNothing())
            return told.truth();
    }
    if (const auto chat = listsAny(row["endpoints"], {"chat", "chat/completions"}))
        return chat;
    // Together, Vercel, Venice, Novita
    static const QStringList others = {u"embedding"_s, u"embeddings"_s, u"image"_s,      u"video"_s,
                                       u"audio"_s,     u"speech"_s,     u"tts"_s,        u"asr"_s,
                                       u"rerank"_s,    u"moderation"_s, u"transcribe"_s, u"transcription"_s,
                                       u"upscale"_s,   u"inpaint"_s};
    const QString type = firstOf(std::array{row["model_type"], row["type"]}).text().toLower();
    if (others.contains(type))
        return false;
    return modalitiesOf(row, "output").isArray() ? std::optional(true) : std::nullopt;
}

/// By name, for the lists that tell nothing else (OpenAI, DashScope).
static bool isNamedOtherwise(const QString &id)
{
    static const QRegularExpression others(
        u"(?:^|[-_/.])(?:embed|embeddings?|whisper|tts|asr|dall-e|moderation|transcribe|realtime|image|sora|"
        "rerank(?:er)?|speech|livetranslate|s2s|babbage|davinci)(?:$|[-_/.])|^gpt-3\\.5-turbo-instruct"_s,
        QRegularExpression::CaseInsensitiveOption);
    return others.match(id).hasMatch();
}

static std::optional<bool> anyLive(const Json &providers, std::string_view name)
{
    std::optional<bool> any;
    providers.elements([&](const Json &provider) {
        if (provider["status"].equals("live") && !provider[name].isNothing())
            any = any.value_or(false) || provider[name].truth();
    });
    return any;
}

static Capabilities readCapabilities(const Json &row)
{
    const Json parameters = row["supported_parameters"];                                   // OpenRouter
    const Json features = firstOf(std::array{row["supported_features"], row["features"]}); // Groq, Novita
    const Json named = firstOf(std::array{row["capabilities"], row["model_spec"]["capabilities"]});
    const Json tags = firstOf(std::array{row["tags"], row["metadata"]["tags"]}); // Vercel, DeepInfra
    const Json inputs = modalitiesOf(row, "input");
    // A list of tags need not be whole: what is not in it is not told.
    const auto tagged = [&](std::initializer_list<std::string_view> words) {
        return listsAny(tags, words) == true ? std::optional(true) : std::nullopt;
    };
    Capabilities can;
    can.tools = firstTold(listsAny(parameters, {"tools"}),
                          listsAny(features, {"tools", "function-calling", "function_calling"}),
                          flag(named["function_calling"]), flag(named["supportsFunctionCalling"]),
                          flag(row["supports_tools"]), anyLive(row["providers"], "supports_tools"),
                          tagged({"tool-use"}));
    can.structuredOutput = firstTold(
        listsAny(parameters, {"structured_outputs"}),
        listsAny(features, {"structured_outputs", "structured-outputs", "json_schema"}),
        flag(named["supportsResponseSchema"]), anyLive(row["providers"], "supports_structured_output"));
    can.reasoning =
        firstTold(listsAny(parameters, {"reasoning", "include_reasoning", "reasoning_effort"}),
                  listsAny(features, {"reasoning"}), flag(named["reasoning"]),
                  flag(named["supportsReasoning"]), flag(row["supports_reasoning"]), tagged({"reasoning"}));
    can.temperature = firstTold(listsAny(parameters, {"temperature"}),
                                listsAny(row["supported_sampling_parameters"], {"temperature"}));
    can.imageInput =
        firstTold(listsAny(inputs, {"image"}), flag(named["vision"]), flag(named["supportsVision"]),
                  flag(row["supports_image_input"]), flag(row["supports_image_in"]), tagged({"vision"}));
    // OpenRouter reads PDFs for models that can not: only a yes is told.
    if (listsAny(inputs, {"file", "pdf"}) == true || tagged({"file-input"}))
        can.pdfInput = true;
    can.imageOutput = listsAny(modalitiesOf(row, "output"), {"image"});
    return can;
}

// --- rows ----------------------------------------------------------------------------------------

/// The smallest context of those that may answer: what every one of them holds.
static qint64 leastContext(const Json &providers)
{
    qint64 least = 0;
    providers.elements([&](const Json &provider) {
        const qint64 told = provider["context_length"].integer();
        if (provider["status"].equals("live") && told > 0)
            least = least > 0 ? qMin(least, told) : told;
    });
    return least;
}

static qint64 firstPositive(std::initializer_list<Json> values)
{
    for (const Json &value : values) {
        if (const qint64 count = value.integer(); count > 0)
            return count;
    }
    return 0;
}

static QDate readDate(const Json &row)
{
    constexpr qint64 leastMs = 100'000'000'000; // some send milliseconds
    constexpr qint64 mostMs = 10'000'000'000'000;
    qint64 created = firstPositive({row["released"], row["created"]});
    if (created >= leastMs)
        created = created < mostMs ? created / 1000 : 0;
    return created > 0 ? QDateTime::fromSecsSinceEpoch(created, QTimeZone::UTC).date() : QDate();
}

static ModelListing readListing(const Json &row, const Vendor &vendor)
{
    ModelListing model;
    model.id = firstOf(std::array{row["id"], row["name"]}).text(); // Cohere has names alone
    model.name =
        firstOf(std::array{row["display_name"], row["title"], row["model_spec"]["name"], row["name"]}).text();
    if (model.name == model.id)
        model.name.clear();
    // What the chosen endpoint holds goes before what the model could (OpenRouter).
    model.contextTokens =
        firstPositive({row["top_provider"]["context_length"], row["context_length"], row["context_window"],
                       row["max_context_length"], row["max_model_len"], row["context_size"],
                       row["max_input_tokens"], row["meta"]["n_ctx"], row["meta"]["n_ctx_train"],
                       row["model_spec"]["availableContextTokens"], row["metadata"]["context_length"]});
    if (model.contextTokens == 0)
        model.contextTokens = leastContext(row["providers"]);
    model.maxOutputTokens = firstPositive(
        {row["top_provider"]["max_completion_tokens"], row["max_completion_tokens"], row["max_output_tokens"],
         row["max_output_length"], row["max_tokens"], row["metadata"]["max_tokens"]});
    model.capabilities = readCapabilities(row);
    if (vendor.currency == "USD"_L1) // rates are in dollars
        model.prices = readPrices(row);
    model.created = readDate(row);
    model.chat = servesChat(row).value_or(!isNamedOtherwise(model.id));
    return model;
}

/// "links.next" of OpenRouter is a whole address; only its query is taken, so that a key stays with its host.
static QByteArray nextPath(const Json &root, const QByteArray &first)
{
    const QByteArray path = first.left(first.contains('?') ? first.indexOf('?') : first.size());
    const QString link = root["links"]["next"].text();
    if (const QString query = QUrl(link).query(QUrl::FullyEncoded); !query.isEmpty())
        return path + '?' + query.toLatin1();
    QUrlQuery query(QString::fromLatin1(first.sliced(qMin(path.size() + 1, first.size()))));
    const auto follow = [&](const QString &name, const Json &value) {
        query.removeQueryItem(name);
        query.addQueryItem(name, QString::fromLatin1(value.utf8().toByteArray().toPercentEncoding()));
        return path + '?' + query.toString(QUrl::FullyEncoded).toLatin1();
    };
    if (!root["next_page_token"].utf8().isEmpty()) // Cohere
        return follow(u"page_token"_s, root["next_page_token"]);
    if (root["has_more"].truth() && !root["last_id"].utf8().isEmpty()) // DashScope
        return follow(u"after"_s, root["last_id"]);
    return {};
}

Result<ModelPage> OpenAiAdapter::readModels(const Vendor &vendor, QByteArrayView body) const
{
    JsonReader reader;
    const auto root = reader.read(body);
    if (root) {
        if (const auto complaint = complaintIn(*root)) // LM Studio answers 200 to any address
            return std::unexpected(providerError(vendor, 0, *complaint));
    }
    // Together sends a bare array, Cohere calls it models.
    Json rows = root ? *root : Json();
    if (!rows.isArray())
        rows = root && (*root)["data"].isArray() ? (*root)["data"] : root ? (*root)["models"] : Json();
    if (!rows.isArray())
        return fail(ErrorKind::Protocol,
                    QCoreApplication::translate("Provider", "%1 sent no list of models.").arg(vendor.name));
    ModelPage page;
    constexpr qsizetype longestId = 512;
    QSet<QString> seen;
    rows.elements([&](const Json &row) {
        ModelListing model = readListing(row, vendor);
        const bool sound = !model.id.isEmpty() && model.id.size() <= longestId;
        if (sound && !seen.contains(model.id)) { // Mistral lists some twice
            seen.insert(model.id);
            page.models.append(std::move(model));
        }
    });
    if (rows.size() > 0) // an empty page that promises more would never end
        page.nextPath = nextPath(*root, modelsPath(vendor));
    return page;
}

} // namespace Crossroads
