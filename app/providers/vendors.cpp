// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/vendors.h"

#include "app/core/names.h"
#include "app/providers/vendortable.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

AuthStyle usualAuth(Wire wire)
{
    switch (wire) {
    case Wire::Anthropic:
        return AuthStyle::BearerAndXApiKey;
    case Wire::Gemini:
        return AuthStyle::XGoogApiKey;
    case Wire::OpenAi:
    case Wire::Ollama:
        break;
    }
    return AuthStyle::Bearer;
}

const QList<Vendor> &knownVendors()
{
    // immutable
    static const QList<Vendor> vendors =
        makersOfModels() + hostsOfModels() + chineseVendors() + localServers();
    return vendors;
}

const Vendor *findVendor(QStringView slug)
{
    const auto found = std::ranges::find_if(knownVendors(), [&](const Vendor &v) { return v.slug == slug; });
    return found == knownVendors().end() ? nullptr : &*found;
}

QUrl balanceUrl(const Vendor &vendor)
{
    if (vendor.balance == BalanceApi::None)
        return {};
    return vendor.baseUrl.resolved(QUrl(QString::fromLatin1(vendor.balancePath)));
}

QByteArray keyVariable(const Vendor &vendor)
{
    const QList<QByteArray> names = QList<QByteArray>{vendor.keyEnv} + vendor.otherKeyEnvs;
    const auto set = std::ranges::find_if(names, [](const QByteArray &name) {
        return !name.isEmpty() && !qgetenv(name.constData()).trimmed().isEmpty();
    });
    return set == names.end() ? QByteArray() : *set;
}

static constexpr NameRow<Wire> wires[] = {{Wire::OpenAi, "openai"_L1},
                                          {Wire::Anthropic, "anthropic"_L1},
                                          {Wire::Gemini, "gemini"_L1},
                                          {Wire::Ollama, "ollama"_L1}};

QLatin1StringView wireName(Wire wire)
{
    return nameIn<Wire>(wires, wire);
}

std::optional<Wire> wireFromName(QStringView name)
{
    return valueIn<Wire>(wires, name);
}

} // namespace Crossroads
