// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// make-snapshot FACTS.json OUT: makes the bundled catalog from a file of facts, by the code that reads a
// refresh.
#include "app/catalog/snapshot.h"
#include "app/refresh/factslist.h"

#include <QFile>
#include <QSaveFile>

#include <cstdio>

using namespace Crossroads;

static int complain(const QString &what)
{
    std::fprintf(stderr, "make-snapshot: %s\n", qPrintable(what));
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return complain(QStringLiteral("usage: make-snapshot FACTS.json OUT"));
    QFile facts(QFile::decodeName(argv[1]));
    if (!facts.open(QIODevice::ReadOnly))
        return complain(facts.errorString());
    const auto listing = readFacts(facts.readAll());
    if (!listing)
        return complain(listing.error().message + listing.error().detail);
    const auto merged = merge(Catalog(), *listing, QDate::currentDate());
    if (!merged)
        return complain(merged.error().message);
    QSaveFile out(QFile::decodeName(argv[2]));
    const QByteArray bytes = encodeSnapshot(merged->catalog);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit())
        return complain(out.errorString());
    std::printf("%lld models, %lld offers, %lld bytes, %lld rows skipped\n",
                qlonglong(merged->catalog.models().size()), qlonglong(merged->catalog.offerCount()),
                qlonglong(bytes.size()), qlonglong(listing->skippedRows));
    return 0;
}
