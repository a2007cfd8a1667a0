// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/sandbox/sandbox.h"

#include <QCoreApplication>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Sandbox", text);
}

static std::optional<SandboxPace::Fail> failFromName(QStringView name)
{
    using Fail = SandboxPace::Fail;
    static constexpr std::pair<QLatin1StringView, Fail> names[] = {
        {"401"_L1, Fail::E401},  {"402"_L1, Fail::E402},      {"429"_L1, Fail::E429},
        {"500"_L1, Fail::E500},  {"cut"_L1, Fail::Cut},       {"stall"_L1, Fail::Stall},
        {"html"_L1, Fail::Html}, {"inband"_L1, Fail::InBand},
    };
    for (const auto &[known, fail] : names) {
        if (name == known)
            return fail;
    }
    return std::nullopt;
}

static bool setPart(SandboxPace &pace, QStringView name, QStringView value)
{
    bool ok = false;
    if (name == "tokens"_L1) {
        const int tokens = value.toInt(&ok);
        pace.tokens = tokens;
        return ok && tokens >= 1 && tokens <= 1'000'000;
    }
    if (name == "rate"_L1) {
        pace.rate = value.toDouble(&ok);
        return ok && pace.rate >= 0;
    }
    if (name == "ttft"_L1) {
        pace.ttft = std::chrono::milliseconds(value.toInt(&ok));
        return ok && pace.ttft.count() >= 0;
    }
    if (name == "fail"_L1) {
        const auto fail = failFromName(value);
        pace.fail = fail.value_or(SandboxPace::Fail::None);
        return fail.has_value();
    }
    return false;
}

Result<SandboxPace> SandboxPace::parse(QStringView spec, SandboxPace pace)
{
    for (const QStringView part : spec.split(u',', Qt::SkipEmptyParts)) {
        const qsizetype equals = part.indexOf(u'=');
        if (equals < 0 || !setPart(pace, part.first(equals).trimmed(), part.sliced(equals + 1).trimmed()))
            return Crossroads::fail(
                ErrorKind::WrongUse, tr("The Sandbox does not understand \"%1\".").arg(part),
                tr("It takes tokens=N, rate=R, ttft=MS and fail=401|402|429|500|cut|stall|html|inband."));
    }
    return pace;
}

const QList<Sandbox::Persona> &Sandbox::personas()
{
    using std::chrono::milliseconds;
    using Fail = SandboxPace::Fail;
    static const QList<Persona> all = {
        {u"swift"_s,
         u"Sandbox Swift"_s,
         tr("Answers at once, repeats the prompt"),
         {.tokens = {}, .rate = 90, .ttft = milliseconds(180)}},
        {u"thinker"_s,
         u"Sandbox Thinker"_s,
         tr("Reasons first, then answers"),
         {.tokens = {}, .rate = 60, .ttft = milliseconds(350), .thinking = milliseconds(1200)}},
        {u"writer"_s,
         u"Sandbox Writer"_s,
         tr("Writes at length, with a table and code"),
         {.tokens = {}, .rate = 70, .ttft = milliseconds(260)}},
        {u"slow"_s,
         u"Sandbox Slow"_s,
         tr("Takes its time"),
         {.tokens = {}, .rate = 8, .ttft = milliseconds(1500)}},
        {u"fails"_s,
         u"Sandbox Fails"_s,
         tr("Fails before the first token"),
         {.tokens = {}, .rate = 60, .ttft = milliseconds(250), .fail = Fail::E500}},
        {u"limited"_s,
         u"Sandbox Limited"_s,
         tr("Answers 429 with Retry-After"),
         {.tokens = {}, .rate = 60, .ttft = milliseconds(120), .fail = Fail::E429}},
        {u"breaks"_s,
         u"Sandbox Breaks"_s,
         tr("Breaks off in mid-answer"),
         {.tokens = {}, .rate = 50, .ttft = milliseconds(250), .fail = Fail::Cut}},
    };
    return all;
}

} // namespace Crossroads
