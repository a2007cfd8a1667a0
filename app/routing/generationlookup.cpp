// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/generationlookup.h"

#include "app/core/logging.h"
#include "app/credits/generationrecord.h"
#include "app/http/fetch.h"
#include "app/providers/adapter.h"
#include "app/storage/store.h"

#include <QTimer>
#include <QUrl>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int mostTries = 4;

bool keepsRecords(const Vendor &vendor)
{
    return vendor.slug == "openrouter"_L1;
}

GenerationLookup::GenerationLookup(HttpClient &http, Store &store, Duration first, QObject *parent)
    : QObject(parent), m_http(http), m_store(store), m_first(first)
{
}

void GenerationLookup::ask(const Candidate &offer, const QString &id, qint64 rowId)
{
    if (keepsRecords(offer.vendor) && !id.isEmpty() && rowId != 0)
        wait({offer.vendor, offer.key.value, id, rowId});
}

void GenerationLookup::wait(Question question)
{
    const Duration pause = m_first * (1 << question.tries);
    QTimer::singleShot(pause, this, [this, question = std::move(question)] { send(question); });
}

void GenerationLookup::send(const Question &question)
{
    HttpRequest request;
    request.url = requestUrl(question.vendor, "/generation?id=" + QUrl::toPercentEncoding(question.id));
    addCredential(request.headers, question.vendor, question.key.expose());
    fetch(m_http, request).then(this, [this, question](const Result<HttpAnswer> &answer) {
        if (answer && answer->isOk()) {
            if (const auto correction = correctionFrom(answer->body, question.rowId)) {
                (void)m_store.correct(*correction);
                return;
            }
        }
        Question again = question;
        if (++again.tries < mostTries)
            wait(std::move(again));
        else
            qCInfo(lcRouting) << "no record of a request at" << question.vendor.slug << "was to be had";
    });
}

} // namespace Crossroads
