// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/catalog/model.h"

#include <array>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr std::array variantNames{"standard"_L1, "free"_L1,        "batch"_L1, "fast"_L1,
                                         "thinking"_L1, "no-thinking"_L1, "flex"_L1,  "spot"_L1,
                                         "turbo"_L1,    "nitro"_L1,       "other"_L1};
static constexpr std::array statusNames{"active"_L1, "alpha"_L1, "beta"_L1, "deprecated"_L1, "retired"_L1};

static constexpr std::array<std::pair<Modality, QLatin1StringView>, 5> modalityTable{{
    {Modality::Text, "text"_L1},
    {Modality::Image, "image"_L1},
    {Modality::Audio, "audio"_L1},
    {Modality::Video, "video"_L1},
    {Modality::Pdf, "pdf"_L1},
}};

template<typename Enum, size_t size>
static std::optional<Enum> enumFromName(const std::array<QLatin1StringView, size> &names, QStringView name)
{
    const auto found = std::ranges::find_if(names, [&](QLatin1StringView known) { return known == name; });
    return found == names.end() ? std::nullopt : std::optional(Enum(found - names.begin()));
}

static std::optional<bool> told(Known known)
{
    return known == Known::Unknown ? std::nullopt : std::optional(known == Known::Yes);
}

Capabilities capabilitiesOf(const Model &model)
{
    return {.tools = told(model.tools),
            .structuredOutput = told(model.structuredOutput),
            .reasoning = model.reasoning,
            .temperature = told(model.temperature),
            .imageInput = model.inputs.testFlag(Modality::Image),
            .pdfInput = model.inputs.testFlag(Modality::Pdf),
            .imageOutput = model.outputs.testFlag(Modality::Image)};
}

QLatin1StringView variantName(OfferVariant variant)
{
    return variantNames[size_t(variant)];
}

std::optional<OfferVariant> variantFromName(QStringView name)
{
    return enumFromName<OfferVariant>(variantNames, name);
}

QLatin1StringView statusName(OfferStatus status)
{
    return statusNames[size_t(status)];
}

std::optional<OfferStatus> statusFromName(QStringView name)
{
    return enumFromName<OfferStatus>(statusNames, name);
}

QLatin1StringView modalityName(Modality modality)
{
    for (const auto &[known, name] : modalityTable) {
        if (known == modality)
            return name;
    }
    return {};
}

Modalities modalityFromName(QStringView name)
{
    if (name == "file"_L1) // OpenRouter's word; what it takes as a file is PDF
        return Modality::Pdf;
    for (const auto &[known, word] : modalityTable) {
        if (word == name)
            return known;
    }
    return {};
}

QStringList modalityNames(Modalities modalities)
{
    QStringList names;
    for (const auto &[known, name] : modalityTable) {
        if (modalities.testFlag(known))
            names.append(QString(name));
    }
    return names;
}

} // namespace Crossroads
