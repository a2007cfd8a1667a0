// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/credits/generationrecord.h"

#include "app/providers/json.h"

#include <QCoreApplication>

namespace Crossroads {

static QString tr(const char *text)
{
    return QCoreApplication::translate("GenerationRecord", text);
}

/// An amount as its decimal text; nothing where there is none, or one below zero.
static std::optional<Money> dollars(const Json &value)
{
    const auto amount =
        value.isNumber() || value.isString() ? Money::fromDecimal(value.scalar()) : std::nullopt;
    return amount && amount->pico >= 0 ? amount : std::nullopt;
}

Result<Correction> correctionFrom(QByteArrayView generation, qint64 rowId)
{
    JsonReader reader;
    const Json record = reader.readObject(generation).value_or(Json())["data"];
    const auto cost = dollars(record["total_cost"]);
    if (!cost)
        return fail(ErrorKind::Protocol, tr("OpenRouter's record of the request tells no cost."),
                    tr("It may not be ready yet: ask again in a few seconds."));
    Correction correction{.rowId = rowId, .cost = *cost};
    if (record["is_byok"].truth())
        correction.cost += dollars(record["upstream_inference_cost"]).value_or(Money{});
    correction.usage.input = record["native_tokens_prompt"].count();
    correction.usage.output = record["native_tokens_completion"].count();
    correction.usage.reasoning = record["native_tokens_reasoning"].count();
    correction.usage.cachedInput = record["native_tokens_cached"].count();
    return correction;
}

} // namespace Crossroads
