// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/balance.h"

#include "app/money/decimal.h"
#include "app/providers/json.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Crossroads {

using namespace Qt::StringLiterals;

// Of one unit of the currency.
static constexpr int picoScale = 12;

static std::optional<Amount> amountIn(const Json &value, const QString &currency, int scale = picoScale)
{
    const auto pico = scaledDecimal(value.scalar(), scale);
    return pico ? std::optional(Amount{*pico, currency}) : std::nullopt;
}

static bool add(QList<Amount> &to, const std::optional<Amount> &amount)
{
    if (amount)
        to.append(*amount);
    return amount.has_value();
}

/// {data: {limit|null, limit_remaining|null, usage, is_free_tier, ...}}
static bool readOpenRouter(Balance &balance, const Json &root, const QString &currency)
{
    const Json data = root["data"];
    balance.used = amountIn(data["usage"], currency);
    balance.limit = amountIn(data["limit"], currency);
    balance.freeTier = data["is_free_tier"].truth();
    (void)add(balance.left, amountIn(data["limit_remaining"], currency)); // null: no limit
    return balance.used.has_value();
}

/// {is_available, balance_infos: [{currency, total_balance: "110.00", ...}]}
static bool readDeepSeek(Balance &balance, const Json &root)
{
    root["balance_infos"].elements([&](const Json &one) {
        (void)add(balance.left, amountIn(one["total_balance"], one["currency"].text()));
    });
    return !balance.left.isEmpty();
}

static bool readInto(Balance &balance, BalanceApi api, const Json &root, const QString &currency)
{
    switch (api) {
    case BalanceApi::OpenRouterKey:
        return readOpenRouter(balance, root, currency);
    case BalanceApi::DeepSeek:
        return readDeepSeek(balance, root);
    case BalanceApi::Moonshot:
        return add(balance.left, amountIn(root["data"]["available_balance"], currency));
    case BalanceApi::SiliconFlow:
        return add(balance.left, amountIn(root["data"]["totalBalance"], currency));
    case BalanceApi::StepFun:
        return add(balance.left, amountIn(root["balance"], currency));
    case BalanceApi::Novita: {
        constexpr int tenThousandths = picoScale - 4;
        return add(balance.left, amountIn(root["availableBalance"], currency, tenThousandths));
    }
    case BalanceApi::Vercel:
        balance.used = amountIn(root["total_used"], currency);
        return add(balance.left, amountIn(root["balance"], currency));
    case BalanceApi::None:
        break;
    }
    return false;
}

Result<Balance> readBalance(BalanceApi api, const QString &currency, QByteArrayView body)
{
    JsonReader reader;
    const auto root = reader.readObject(body);
    Balance balance;
    if (root && readInto(balance, api, *root, currency))
        return balance;
    return fail(ErrorKind::Protocol, QCoreApplication::translate(
                                         "Keys", "The provider's answer about its credit can not be read."));
}

static QJsonObject amountJson(const Amount &amount)
{
    return {{"pico"_L1, QString::number(amount.pico)}, {"currency"_L1, amount.currency}};
}

static Amount amountFrom(const QJsonValue &value)
{
    return {value["pico"_L1].toString().toLongLong(), value["currency"_L1].toString()};
}

QString Balance::toJson() const
{
    QJsonArray array;
    for (const Amount &amount : left)
        array.append(amountJson(amount));
    QJsonObject object{{"left"_L1, array}, {"free_tier"_L1, freeTier}, {"at_ms"_L1, atMs}};
    if (limit)
        object["limit"_L1] = amountJson(*limit);
    if (used)
        object["used"_L1] = amountJson(*used);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

std::optional<Balance> Balance::fromJson(const QString &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json.toUtf8()).object();
    if (!object.contains("left"_L1))
        return std::nullopt;
    Balance balance;
    const QJsonArray array = object["left"_L1].toArray();
    for (const auto &amount : array)
        balance.left.append(amountFrom(amount));
    if (object.contains("limit"_L1))
        balance.limit = amountFrom(object["limit"_L1]);
    if (object.contains("used"_L1))
        balance.used = amountFrom(object["used"_L1]);
    balance.freeTier = object["free_tier"_L1].toBool();
    balance.atMs = object["at_ms"_L1].toInteger();
    return balance;
}

} // namespace Crossroads
