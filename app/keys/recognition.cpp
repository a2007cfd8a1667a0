// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/recognition.h"

#include "app/providers/adapter.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringDecoder>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qsizetype longestKey = 8 * 1024;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Keys", text);
}

/// \p bytes as text; some systems write files, and pipe into programs, in UTF-16.
static QString textOf(QByteArrayView bytes)
{
    const auto encoding = QStringConverter::encodingForData(bytes);
    QStringDecoder decoder(encoding.value_or(QStringConverter::Utf8));
    return decoder.decode(bytes);
}

/// Zero-width characters, marks of direction and the byte order mark come along from web pages.
static QString withoutInvisible(QString text)
{
    static const QRegularExpression invisible(
        u"[\\x{00AD}\\x{034F}\\x{061C}\\x{180E}\\x{200B}-\\x{200F}\\x{202A}-\\x{202E}\\x{2060}-\\x{206F}"
        "\\x{FE00}-\\x{FE0F}\\x{FEFF}]"_s);
    return text.remove(invisible).trimmed();
}

/// Which quotes \p c is one of: their two ends may look alike, stand the other way about, or be of two
/// styles.
static int quoteClass(QChar c)
{
    static const QString classes[] = {u"\"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"_s,
                                      u"'\u2018\u2019\u201a\u201b\u2039\u203a\u2032\uff07"_s, u"`\u00b4"_s,
                                      u"\u300c\u300d\u300e\u300f"_s};
    for (int i = 0; i < int(std::size(classes)); ++i) {
        if (classes[i].contains(c))
            return i;
    }
    return -1;
}

static QString withoutQuotes(QString text)
{
    while (text.size() >= 2 && quoteClass(text.front()) >= 0 &&
           quoteClass(text.front()) == quoteClass(text.back()))
        text = text.sliced(1, text.size() - 2).trimmed();
    return text;
}

static QString withoutSeparators(QString text)
{
    text = withoutQuotes(text);
    while (text.endsWith(u';') || text.endsWith(u','))
        text = withoutQuotes(text.chopped(1).trimmed());
    return text;
}

Secret cleanKey(QByteArrayView bytes)
{
    static const QRegularExpression bearer(u"^bearer\\s+"_s, QRegularExpression::CaseInsensitiveOption);
    QString text = withoutQuotes(withoutInvisible(textOf(bytes)));
    text = withoutQuotes(text.remove(bearer));
    return Secret(text.toUtf8());
}

Result<PastedKey> cleanPasted(QByteArrayView bytes)
{
    PastedKey key;
    QString text = withoutSeparators(withoutInvisible(textOf(bytes)));
    static const QRegularExpression assignment(
        u"^(?:export\\s+|set\\s+|\\$env:)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*([^\\s=].*)$"_s);
    if (const auto match = assignment.match(text); match.hasMatch()) {
        key.variable = match.captured(1);
        text = withoutSeparators(match.captured(2).trimmed());
    }
    static const QRegularExpression header(u"^(?:(?:authorization|x-api-key|x-goog-api-key)\\s*:\\s*)?"
                                           "(?:bearer\\s+)?"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    text = withoutSeparators(text.remove(header).trimmed());
    if (text.isEmpty())
        return fail(ErrorKind::WrongUse, tr("No key was given."));
    if (!isSendableKey(text.toUtf8()))
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
