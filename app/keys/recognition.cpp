// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/recognition.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qsizetype longestKey = 8 * 1024;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Keys", text);
}

/// Zero-width characters and the byte order mark come along from web pages.
static QString withoutInvisible(QString text)
{
    static const QRegularExpression invisible(
        u"[\\x{200B}-\\x{200F}\\x{2060}-\\x{2064}\\x{FEFF}\\x{00AD}]"_s);
    return text.remove(invisible).trimmed();
}

static QString withoutQuotes(QString text)
{
    static const QString opening = u"\"'`\u201c\u2018\u00ab"_s;
    static const QString closing = u"\"'`\u201d\u2019\u00bb"_s;
    while (text.size() >= 2 && opening.contains(text.front()) && closing.contains(text.back()))
        text = text.sliced(1, text.size() - 2).trimmed();
    while (text.endsWith(u';') || text.endsWith(u','))
        text = text.chopped(1).trimmed();
    return text;
}

Result<PastedKey> cleanPasted(QByteArrayView bytes)
{
    PastedKey key;
    QString text = withoutQuotes(withoutInvisible(QString::fromUtf8(bytes)));
    static const QRegularExpression assignment(
        u"^(?:export\\s+|set\\s+|\\$env:)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*([^\\s=].*)$"_s);
    if (const auto match = assignment.match(text); match.hasMatch()) {
        key.variable = match.captured(1);
        text = withoutQuotes(match.captured(2).trimmed());
    }
    static const QRegularExpression header(u"^(?:(?:authorization|x-api-key|x-goog-api-key)\\s*:\\s*)?"
                                           "(?:bearer\\s+)?"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    text = withoutQuotes(text.remove(header).trimmed());
    if (text.isEmpty())
        return fail(ErrorKind::WrongUse, tr("No key was given."));
    const bool oneWord =
        std::ranges::all_of(text, [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
    if (!oneWord)
        return fail(ErrorKind::WrongUse,
                    tr("This is no key: a key is one word of Latin letters, digits and signs."),
                    tr("Copy it again from the provider's page."));
    if (text.size() > longestKey)
        return fail(ErrorKind::WrongUse, tr("This is too long for a key."));
    key.value = Secret(text.toLatin1());
    return key;
}

static bool hasFormat(const Vendor &vendor, const QString &value, bool certain)
{
    return std::ranges::any_of(vendor.keyFormats, [&](const KeyFormat &format) {
        return format.certain == certain && QRegularExpression(format.pattern).match(value).hasMatch();
    });
}

/// The letters, digits, hyphens and underscores that \p pattern begins with: what is the same in every key.
static QString literalStart(const QString &pattern)
{
    static const QRegularExpression start(u"^\\^(?:\\(\\?:)?([A-Za-z0-9_-]*)([?*{]?)"_s);
    const auto match = start.match(pattern);
    QString literal = match.captured(1);
    if (!match.captured(2).isEmpty())
        literal.chop(1); // the last one need not be there
    return literal;
}

ShownParts shownParts(const Secret &secret, const QList<Vendor> &vendors)
{
    constexpr qsizetype leastHidden = 12;
    const QString value = QString::fromLatin1(secret.expose());
    ShownParts parts{.prefix = {}, .lastFour = secret.lastFour()};
    for (const Vendor &vendor : vendors) {
        for (const KeyFormat &format : vendor.keyFormats) {
            const QString literal = literalStart(format.pattern);
            if (literal.size() > parts.prefix.size() && value.startsWith(literal) &&
                QRegularExpression(format.pattern).match(value).hasMatch())
                parts.prefix = literal;
        }
    }
    // Versions and kinds behind it are the same in many keys, too.
    static const QRegularExpression kind(u"^(?:v\\d{1,2}|api\\d{1,2}|proj|svcacct|admin|service)[-_]"_s);
    while (!parts.prefix.isEmpty()) {
        const auto more = kind.match(value.sliced(parts.prefix.size()));
        if (!more.hasMatch())
            break;
        parts.prefix += more.captured();
    }
    if (value.size() - parts.prefix.size() - parts.lastFour.size() < leastHidden)
        parts.prefix.clear();
    return parts;
}

static bool takesVariable(const Vendor &vendor, const QByteArray &variable)
{
    return !variable.isEmpty() && (vendor.keyEnv == variable || vendor.otherKeyEnvs.contains(variable));
}

Recognition recogniseKey(const Secret &secret, const QList<Vendor> &vendors, const QString &variable)
{
    const QString value = QString::fromLatin1(secret.expose());
    QStringList named, certain, possible, formless;
    for (const Vendor &vendor : vendors) {
        const bool keyless =
            vendor.local || vendor.auth == AuthStyle::None || (vendor.keyEnv.isEmpty() && !vendor.custom);
        if (keyless || vendor.simulated)
            continue;
        if (takesVariable(vendor, variable.toLatin1()))
            named.append(vendor.slug);
        if (hasFormat(vendor, value, true))
            certain.append(vendor.slug);
        else if (hasFormat(vendor, value, false))
            possible.append(vendor.slug);
        else if (std::ranges::none_of(vendor.keyFormats, &KeyFormat::certain))
            formless.append(vendor.slug);
    }
    using Kind = Recognition::Kind;
    // A key's own mark is stronger than the name that somebody gave its variable.
    if (!certain.isEmpty()) {
        std::ranges::stable_partition(certain, [&](const QString &slug) { return named.contains(slug); });
        return {certain,
                certain.size() == 1 || named.contains(certain.first()) ? Kind::Known : Kind::Ambiguous};
    }
    if (!named.isEmpty()) {
        // Regions of one vendor share a variable.
        return {named, named.size() == 1 ? Kind::Known : Kind::Ambiguous};
    }
    if (!possible.isEmpty())
        return {possible, Kind::Ambiguous};
    formless.removeAll(u"openrouter"_s);
    formless.prepend(u"openrouter"_s);
    return {formless, Kind::Unknown};
}

} // namespace Crossroads
