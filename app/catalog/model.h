// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/capabilities.h"
#include "app/money/costing.h"

#include <QDate>
#include <QList>
#include <QString>

namespace Crossroads {

/// What a source says of a fact: nothing, no or yes.
enum class Known : quint8 { Unknown, No, Yes };

enum class Modality : quint8 { Text = 1, Image = 2, Audio = 4, Video = 8, Pdf = 16 };
Q_DECLARE_FLAGS(Modalities, Modality)
Q_DECLARE_OPERATORS_FOR_FLAGS(Modalities)

enum class ModelKind : quint8 {
    Chat,
    Alias, ///< moves to whatever is newest ("...-latest")
    Router ///< an aggregator picks the model; it has no price of its own
};

/// The form in which a provider sells a model. Batch, Flex and Spot do not answer while one waits.
enum class OfferVariant : quint8 {
    Standard,
    Free,
    Batch,
    Fast,
    Thinking,
    NoThinking,
    Flex,
    Spot,
    Turbo,
    Nitro,
    Other
};

enum class OfferStatus : quint8 { Active, Alpha, Beta, Deprecated, Retired };

/// Why an offer has no price.
enum class Unpriced : quint8 { No, Subscription, Local, Unknown, Dynamic };

/// Whether we can speak to an offer, and if not, why.
enum class Reach : quint8 {
    Callable,
    UnknownWire, ///< the provider speaks a format that we do not
    NoAddress,   ///< its address is not known, or depends on the person's account
    OtherWire,   ///< this offer is served in another format, or elsewhere, than the provider's rest
    Withdrawn    ///< retired, or no longer in its provider's list
};

/// What an offer cost until a day.
struct PastPrice
{
    QDate until; ///< the day on which another price was first seen
    std::optional<Rate> input;
    std::optional<Rate> output;
    bool operator==(const PastPrice &) const = default;
};

/// One provider's listing of one model.
struct Offer
{
    QString provider;        ///< vendor slug
    QString providerModelId; ///< the model's id there
    Prices prices;
    qint64 contextTokens = 0;   ///< 0: not told
    qint64 maxOutputTokens = 0; ///< 0: not told
    QDate asOf;                 ///< when the price was true
    OfferVariant variant = OfferVariant::Standard;
    OfferStatus status = OfferStatus::Active;
    Unpriced unpriced = Unpriced::No;
    Reach reach = Reach::Callable; ///< computed by Catalog::add() from the provider and what follows
    bool listed = true;            ///< false: its source no longer lists it
    bool custom = false;           ///< made by hand
    bool priceJumped = false;      ///< moved more than five-fold in a refresh, and nobody has looked at it
    QString region = {};           ///< "eu", "us", ...; empty: any
    QString wire = {};             ///< where it differs from the provider's
    QString apiBase = {};          ///< where it differs from the provider's
    bool responsesOnly = false;    ///< answers on OpenAI's /responses alone
    QList<PastPrice> history = {}; ///< oldest first

    bool isInteractive() const
    {
        return variant != OfferVariant::Batch && variant != OfferVariant::Flex &&
               variant != OfferVariant::Spot;
    }
    /// What a request for the plain model may be sent to: not to a free tier with limits of its own, nor to a
    /// form that answers otherwise.
    bool isPlannable() const { return reach == Reach::Callable && variant == OfferVariant::Standard; }
    bool operator==(const Offer &) const = default;
};

/// What a person picks.
struct Model
{
    QString id;   ///< author/slug
    QString name; ///< for people
    QString author;
    qint64 contextTokens = 0; ///< 0: not told
    bool reasoning = false;
    QList<Offer> offers;
    qint64 maxOutputTokens = 0; ///< 0: not told
    ModelKind kind = ModelKind::Chat;
    Modalities inputs = Modality::Text;
    Modalities outputs = Modality::Text;
    Known tools = Known::Unknown;
    Known structuredOutput = Known::Unknown;
    Known attachments = Known::Unknown;
    Known temperature = Known::Unknown;
    Known openWeights = Known::Unknown;
    QDate released = {};            ///< invalid: not told
    bool releasedMonthOnly = false; ///< the day in released is not meant
    QString knowledgeCutoff = {};   ///< "2025-01" or "2025-01-31" as told
    QString huggingFaceId = {};     ///< open weights are to be found there
    QString modelsDevId = {};       ///< how models.dev calls it
    bool custom = false;            ///< made by hand
    bool simulated = false;         ///< the Sandbox's

    bool operator==(const Model &) const = default;
};

/// A provider as the facts describe it. What is callable is decided by the vendor table and by this.
struct CatalogProvider
{
    QString slug;
    QString name;
    QString apiBase; ///< empty: not known; may hold ${PLACEHOLDERS}
    QString wire;    ///< openai, anthropic, gemini, ollama, or one that we do not speak
    QStringList keyEnv;
    QString docs;
    bool established = false; ///< false: hidden until the person asks for all
    int feeBasisPoints = 0;   ///< what buying its credit costs on top, in hundredths of a percent
    bool operator==(const CatalogProvider &) const = default;
};

/// What requests to \p model may ask for.
Capabilities capabilitiesOf(const Model &model);

QLatin1StringView variantName(OfferVariant variant);
std::optional<OfferVariant> variantFromName(QStringView name);
QLatin1StringView statusName(OfferStatus status);
std::optional<OfferStatus> statusFromName(QStringView name);
QLatin1StringView modalityName(Modality modality);
Modalities modalityFromName(QStringView name); ///< none for an unknown name
QStringList modalityNames(Modalities modalities);

} // namespace Crossroads
