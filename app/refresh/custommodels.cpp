// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/refresh/custommodels.h"

#include "app/refresh/factslist.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Crossroads {

using namespace Qt::StringLiterals;

Result<QList<Model>> readCustomModels(QByteArrayView bytes)
{
    const auto listing = readFacts(bytes);
    if (!listing)
        return std::unexpected(listing.error());
    QList<Model> models = listing->models;
    for (Model &model : models) {
        model.custom = true;
        if (model.author.isEmpty())
            model.author = model.id.section(u'/', 0, 0);
        if (model.name.isEmpty())
            model.name = model.id;
        for (Offer &offer : model.offers) {
            offer.custom = true;
            if (!offer.prices.isKnown())
                offer.unpriced = Unpriced::Unknown;
        }
    }
    return models;
}

static QJsonValue rateJson(const std::optional<Rate> &rate)
{
    return rate ? QJsonValue(rate->toPerMillion()) : QJsonValue();
}

QByteArray writeCustomModels(const QList<Model> &models)
{
    QJsonArray array;
    for (const Model &m : models) {
        QJsonArray offers;
        for (const Offer &o : m.offers)
            offers.append(QJsonObject{{"provider"_L1, o.provider},
                                      {"provider_model_id"_L1, o.providerModelId},
                                      {"input_usd_per_mtok"_L1, rateJson(o.prices.input)},
                                      {"output_usd_per_mtok"_L1, rateJson(o.prices.output)},
                                      {"cache_read_usd_per_mtok"_L1, rateJson(o.prices.cacheRead)},
                                      {"cache_write_usd_per_mtok"_L1, rateJson(o.prices.cacheWrite)},
                                      {"context_tokens"_L1, o.contextTokens},
                                      {"max_output_tokens"_L1, o.maxOutputTokens},
                                      {"as_of"_L1, o.asOf.toString(Qt::ISODate)}});
        array.append(QJsonObject{{"id"_L1, m.id},
                                 {"name"_L1, m.name},
                                 {"author"_L1, m.author},
                                 {"context_tokens"_L1, m.contextTokens},
                                 {"max_output_tokens"_L1, m.maxOutputTokens},
                                 {"input_modalities"_L1, QJsonArray::fromStringList(modalityNames(m.inputs))},
                                 {"offers"_L1, offers}});
    }
    return QJsonDocument(QJsonObject{{"models"_L1, array}}).toJson();
}

} // namespace Crossroads
