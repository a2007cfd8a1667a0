// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/customproviders.h"

#include "app/core/redact.h"
#include "app/http/httpclient.h"
#include "app/keys/recognition.h"
#include "app/providers/baseaddress.h"
#include "app/storage/store.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QRegularExpression>

namespace Crossroads {

using namespace Qt::StringLiterals;
using Kind = FieldNote::Kind;

static QString tr(const char *text)
{
    return QCoreApplication::translate("CustomProviders", text);
}

// --- the name
// ------------------------------------------------------------------------------------------------

/// What \p name could be written as.
static QString slugOf(const QString &name)
{
    static const QRegularExpression other(u"[^a-z0-9._-]+"_s);
    static const QRegularExpression ends(u"^[^a-z0-9]+|[-._]+$"_s);
    return name.toLower().replace(other, u"-"_s).remove(ends).left(40);
}

FieldNote noteOnName(const QString &typed, const QSet<QString> &taken)
{
    const QString name = typed.trimmed();
    if (name.isEmpty())
        return {Kind::Wrong, tr("Give it a name: its models are then called NAME/MODEL.")};
    static const QRegularExpression slug(u"^[a-z0-9][a-z0-9._-]{1,39}$"_s);
    if (!slug.match(name).hasMatch()) {
        const QString could = slugOf(name);
        const QString rule = tr("2 to 40 small letters, digits, dots and hyphens.");
        return {Kind::Wrong,
                could.size() >= 2 && could != name ? tr("%1 Perhaps %2?").arg(rule, could) : rule};
    }
    if (const Vendor *known = findVendor(name))
        return {Kind::Wrong, tr("%1 is known already: add its key on this page.").arg(known->name)};
    if (name == "rule"_L1 || name == "sandbox"_L1 || taken.contains(name))
        return {Kind::Wrong, tr("%1 is taken: models of that name mean something else.").arg(name)};
    return {Kind::Fine, tr("Its models are called %1/MODEL.").arg(name)};
}

// --- the address
// ---------------------------------------------------------------------------------------------

static QUrl typedUrl(const QString &address)
{
    return QUrl(address.trimmed(), QUrl::StrictMode);
}

static bool staysHere(const QUrl &url)
{
    return url.host() == "localhost"_L1 || QHostAddress(url.host()).isLoopback();
}

static FieldNote noteOnPath(const BaseAddress &base, Wire wire)
{
    const QString path = base.url.path();
    const bool versioned = path.contains(QRegularExpression(u"/v\\d+(beta|alpha)?(/|$)"_s));
    if (const QString remark = addressRemark(base, wire); !remark.isEmpty())
        return {base.told.value_or(wire) == wire ? Kind::Hint : Kind::Warn, remark};
    if (const QString missing = missingPathHint(wire, base.url); !missing.isEmpty())
        return {Kind::Hint, missing};
    if (wire == Wire::Anthropic && !versioned)
        return {Kind::Hint, tr("This format's addresses end in /v1.")};
    return {};
}

FieldNote noteOnAddress(const QString &address, Wire wire)
{
    const QUrl url = typedUrl(address);
    if (address.trimmed().isEmpty())
        return {Kind::Wrong, tr("Its base address, as in https://llm.example.com/v1.")};
    if (!address.contains("://"_L1))
        return {Kind::Wrong, tr("Write it with http:// or https:// in front.")};
    if (url.scheme() != "https"_L1 && url.scheme() != "http"_L1)
        return {Kind::Wrong, tr("Only http:// and https:// addresses can be asked.")};
    if (!url.isValid() || url.host().isEmpty())
        return {Kind::Wrong, tr("This is no address.")};
    if (!url.userInfo().isEmpty() || hasKeyInQuery(url))
        return {Kind::Wrong, tr("A key does not belong in the address: enter it below.")};
    if (const QString refusal = queryRefusal(url); !refusal.isEmpty())
        return {Kind::Wrong, refusal};
    if (redact(address) != address)
        return {Kind::Wrong, tr("There is something like a key in it: enter that below.")};
    if (url.scheme() == "http"_L1 && !staysHere(url))
        return {Kind::Warn, tr("Not encrypted: whoever is in between reads your key and your prompts.")};
    return noteOnPath(baseAddressFrom(url, wire), wire);
}

// --- the headers
// ---------------------------------------------------------------------------------------------

bool looksSecret(const QString &name, const QString &value)
{
    static const QRegularExpression credential(
        u"^(?:authorization|proxy-authorization|cookie|set-cookie|.*(?:api-?key|secret|password|token|"
        "credential).*)$"_s,
        QRegularExpression::CaseInsensitiveOption);
    if (credential.match(name).hasMatch() || redact(name + u": "_s + value) != name + u": "_s + value)
        return true;
    if (recogniseKey(Secret(value.toLatin1()), knownVendors()).kind == Recognition::Kind::Known)
        return true;
    // One long word of letters and digits in a jumble is no name, version or identifier of people.
    static const QRegularExpression jumble(u"(?=[A-Za-z+/=]*\\d)(?=[\\d+/=]*[A-Za-z])[A-Za-z0-9+/=]{20,}"_s);
    return jumble.match(value).hasMatch();
}

/// What a request would be wrong with, or what the program sets itself.
static bool isOurs(const QString &name)
{
    static const QSet<QString> ours{u"host"_s,       u"content-length"_s,    u"content-type"_s,   u"accept"_s,
                                    u"connection"_s, u"transfer-encoding"_s, u"upgrade"_s,        u"te"_s,
                                    u"trailer"_s,    u"keep-alive"_s,        u"accept-encoding"_s};
    return ours.contains(name.toLower());
}

static FieldNote noteOnHeader(const QString &line)
{
    static const QRegularExpression form(u"^([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \\t]*(.*)$"_s);
    const auto match = form.match(line);
    if (!match.hasMatch())
        return {Kind::Wrong, tr("Write one a line, as in X-Team: research.")};
    const QString name = match.captured(1);
    const QString value = match.captured(2).trimmed();
    const bool printable =
        std::ranges::all_of(value, [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7f; });
    if (value.isEmpty() || !printable || value.size() > 1000)
        return {Kind::Wrong, tr("%1 needs a value of plain Latin letters, digits and signs.").arg(name)};
    if (isOurs(name))
        return {Kind::Wrong, tr("%1 is set by Crossroads itself.").arg(name)};
    if (looksSecret(name, value))
        return {Kind::Wrong, tr("%1 looks like a secret. Headers are kept in a file; enter it as the key, "
                                "which goes to the keychain.")
                                 .arg(name)};
    return {};
}

static QStringList linesOf(const QString &headers)
{
    QStringList lines;
    for (const QString &line : headers.split(u'\n')) {
        if (!line.trimmed().isEmpty())
            lines.append(line.trimmed());
    }
    return lines;
}

FieldNote noteOnHeaders(const QString &headers)
{
    for (const QString &line : linesOf(headers)) {
        if (const FieldNote note = noteOnHeader(line); note.isWrong())
            return note;
    }
    return {};
}

FieldNote noteOnProxy(const QString &proxy)
{
    if (proxy.trimmed().isEmpty())
        return {};
    if (!QUrl(proxy.trimmed()).userInfo().isEmpty())
        return {Kind::Wrong, tr("A password does not belong here: this is kept in a file.")};
    const auto checked = checkProxy(proxy.trimmed());
    return checked ? FieldNote() : FieldNote{Kind::Wrong, checked.error().hint};
}

// --- records
// -------------------------------------------------------------------------------------------------

Result<ProviderRecord> recordFrom(const ProviderDraft &draft, const QSet<QString> &taken)
{
    for (const FieldNote &note : {noteOnName(draft.name, taken), noteOnAddress(draft.address, draft.wire),
                                  noteOnHeaders(draft.headers), noteOnProxy(draft.proxy)}) {
        if (note.isWrong())
            return fail(ErrorKind::WrongUse, note.text);
    }
    return ProviderRecord{
        .slug = draft.name.trimmed(),
        .name = draft.name.trimmed(),
        .baseUrl = baseAddressFrom(typedUrl(draft.address), draft.wire).url.toString(QUrl::FullyEncoded),
        .wire = wireName(draft.wire),
        .proxy = draft.proxy.trimmed(),
        .headers = linesOf(draft.headers),
        .needsKey = draft.needsKey};
}

ProviderDraft draftFrom(const ProviderRecord &record)
{
    return {.name = record.slug,
            .address = record.baseUrl,
            .wire = wireFromName(record.wire).value_or(Wire::OpenAi),
            .headers = record.headers.join(u'\n'),
            .proxy = record.proxy,
            .needsKey = record.needsKey};
}

Vendor vendorFrom(const ProviderRecord &record)
{
    const Wire wire = wireFromName(record.wire).value_or(Wire::OpenAi);
    Vendor vendor{.slug = record.slug,
                  .name = record.name,
                  .baseUrl = QUrl(record.baseUrl, QUrl::StrictMode),
                  .wire = wire,
                  .auth = usualAuth(wire),
                  .keyEnv = {},
                  .keyOptional = !record.needsKey,
                  .custom = true};
    for (const QString &line : record.headers) {
        const qsizetype colon = line.indexOf(u':');
        if (colon > 0 && !noteOnHeader(line).isWrong()) // the store's file may have been edited by hand
            vendor.extraHeaders.append(
                {line.first(colon).toLatin1(), line.sliced(colon + 1).trimmed().toLatin1()});
    }
    return vendor;
}

const ProviderRecord *CustomProviders::find(const QString &slug) const
{
    const auto found = std::ranges::find(m_all, slug, &ProviderRecord::slug);
    return found == m_all.end() ? nullptr : &*found;
}

void CustomProviders::take(const QList<ProviderRecord> &stored)
{
    if (stored == m_all)
        return;
    m_all = stored;
    Q_EMIT changed();
}

QFuture<Result<void>> CustomProviders::save(const ProviderRecord &provider)
{
    return m_store.saveProvider(provider).then(this, [this, provider](const Result<void> &saved) {
        if (saved) {
            QList<ProviderRecord> all = m_all;
            all.removeIf([&](const ProviderRecord &p) { return p.slug == provider.slug; });
            all.append(provider);
            std::ranges::sort(all, {}, &ProviderRecord::slug);
            take(all);
        }
        return saved;
    });
}

QFuture<Result<void>> CustomProviders::remove(const QString &slug)
{
    return m_store.removeProvider(slug).then(this, [this, slug](const Result<void> &removed) {
        if (removed) {
            QList<ProviderRecord> all = m_all;
            all.removeIf([&](const ProviderRecord &p) { return p.slug == slug; });
            take(all);
        }
        return removed;
    });
}

} // namespace Crossroads
