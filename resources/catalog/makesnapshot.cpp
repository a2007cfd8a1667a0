// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Makes the bundled catalog, by the code that reads a refresh:
//   make-snapshot FACTS.json OUT                 from a file of facts
//   make-snapshot --live OUT [NAME=URL]...       OUT, brought up to date from the public lists; NAME=URL has
//                                                one of them (openrouter, models.dev) asked elsewhere
// Where any list fails, OUT stays as it was and the status is 1.
#include "app/catalog/snapshot.h"
#include "app/refresh/catalogshelf.h"
#include "app/refresh/factslist.h"

#include <QCoreApplication>
#include <QFile>
#include <QSaveFile>

#include <cstdio>

using namespace Crossroads;
using namespace Qt::StringLiterals;

static int complain(const QString &what)
{
    std::fprintf(stderr, "make-snapshot: %s\n", qPrintable(what));
    return 1;
}

static int write(const Catalog &catalog, const QString &path)
{
    QSaveFile out(path);
    const QByteArray bytes = encodeSnapshot(catalog);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit())
        return complain(out.errorString());
    std::printf("%lld models, %lld offers, %lld bytes\n", qlonglong(catalog.models().size()),
                qlonglong(catalog.offerCount()), qlonglong(bytes.size()));
    return 0;
}

static int fromFacts(const QString &path, const QString &to)
{
    QFile facts(path);
    if (!facts.open(QIODevice::ReadOnly))
        return complain(facts.errorString());
    const auto listing = readFacts(facts.readAll());
    if (!listing)
        return complain(listing.error().message + listing.error().detail);
    const auto merged = merge(Catalog(), *listing, QDate::currentDate());
    if (!merged)
        return complain(merged.error().message);
    if (listing->skippedRows > 0)
        std::fprintf(stderr, "%lld rows skipped\n", qlonglong(listing->skippedRows));
    return write(merged->catalog, to);
}

static Result<QList<RefreshSource>> sourcesFrom(const QStringList &elsewhere)
{
    QList<RefreshSource> sources = CatalogShelf::publicSources();
    for (const QString &text : elsewhere) {
        const auto source = std::ranges::find(sources, text.section(u'=', 0, 0), &RefreshSource::name);
        const QUrl url(text.section(u'=', 1), QUrl::StrictMode);
        if (source == sources.end() || !url.isValid() || url.host().isEmpty())
            return fail(ErrorKind::WrongUse, u"\"%1\" names no list and address"_s.arg(text), {});
        source->url = url;
    }
    return sources;
}

static int fromLists(const QString &path, const QStringList &elsewhere)
{
    const auto sources = sourcesFrom(elsewhere);
    if (!sources)
        return complain(sources.error().message);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return complain(file.errorString());
    const QByteArray bytes = file.readAll();
    auto before = decodeSnapshot(bytes);
    if (!before)
        return complain(before.error().message);
    HttpClient http;
    CatalogRefresh refresh(http);
    RefreshOutcome outcome;
    QObject::connect(&refresh, &CatalogRefresh::finished, qApp, [&](const RefreshOutcome &found) {
        outcome = found;
        QCoreApplication::quit();
    });
    refresh.start({std::make_shared<const Catalog>(std::move(*before)), *sources, QDate::currentDate(), {}});
    QCoreApplication::exec();
    for (const QString &notice : std::as_const(outcome.notices))
        std::fprintf(stderr, "%s\n", qPrintable(notice));
    if (outcome.answered < sources->size())
        return complain(u"not every list answered; nothing was written"_s);
    std::printf("%lld changes\n", qlonglong(outcome.changes.size()));
    return write(*outcome.catalog, path);
}

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments().sliced(1);
    if (words.value(0) == "--live"_L1 && words.size() >= 2)
        return fromLists(words[1], words.sliced(2));
    if (words.size() == 2)
        return fromFacts(words[0], words[1]);
    return complain(u"usage: make-snapshot FACTS.json OUT, or make-snapshot --live OUT [NAME=URL]..."_s);
}
