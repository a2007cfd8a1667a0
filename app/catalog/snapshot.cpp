// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/catalog/snapshot.h"

#include <QCoreApplication>
#include <QtEndian>

#include <cstring>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr QByteArrayView magic("CRCT\x01", 5);
static constexpr qsizetype headBytes = 5 + 8; // and the checksum
static constexpr qint64 dayZero = 2458849;    // Julian day of 2020-01-01

/// FNV's idea, eight bytes a step: finds damage, proves nothing.
static quint64 checksum(QByteArrayView bytes)
{
    quint64 sum = 0xcbf29ce484222325ULL ^ quint64(bytes.size());
    qsizetype at = 0;
    const auto mix = [&](quint64 word) {
        sum = (sum ^ word) * 0x9E3779B97F4A7C15ULL;
        sum ^= sum >> 29;
    };
    for (; at + 8 <= bytes.size(); at += 8)
        mix(qFromLittleEndian<quint64>(bytes.data() + at));
    for (; at < bytes.size(); ++at)
        mix(quint8(bytes[at]));
    return sum;
}

namespace {
class Writer
{
public:
    void number(quint64 value)
    {
        while (value >= 0x80) {
            m_bytes.append(char(value | 0x80));
            value >>= 7;
        }
        m_bytes.append(char(value));
    }
    void signedNumber(qint64 value) { number(quint64(value) << 1 ^ quint64(value >> 63)); }
    void raw(QByteArrayView bytes)
    {
        number(quint64(bytes.size()));
        m_bytes.append(bytes);
    }
    const QByteArray &bytes() const { return m_bytes; }
    void append(const QByteArray &bytes) { m_bytes.append(bytes); }

private:
    QByteArray m_bytes;
};

/// Reads what a Writer wrote. After the first number that can not be, everything is zero and ok() is false.
class Reader
{
public:
    explicit Reader(QByteArrayView bytes) : m_at(bytes.begin()), m_end(bytes.end()) {}
    bool ok() const { return m_ok; }
    quint64 number()
    {
        quint64 value = 0;
        for (int shift = 0; shift < 64 && m_at < m_end; shift += 7) {
            const quint8 byte = quint8(*m_at++);
            value |= quint64(byte & 0x7F) << shift;
            if (byte < 0x80)
                return value;
        }
        return broken();
    }
    qint64 signedNumber()
    {
        const quint64 value = number();
        return qint64(value >> 1) ^ -qint64(value & 1);
    }
    qint64 notNegative()
    {
        const quint64 value = number();
        return value <= quint64(std::numeric_limits<qint64>::max()) ? qint64(value) : qint64(broken());
    }
    /// How many of something follow, each of \p least bytes or more: for more than there is room, it is
    /// damage.
    qsizetype count(quint64 least = 1)
    {
        const quint64 value = number();
        return value <= quint64(m_end - m_at) / least ? qsizetype(value) : qsizetype(broken());
    }
    /// A place in a table of \p size.
    qsizetype index(qsizetype size)
    {
        const quint64 value = number();
        return value < quint64(size) ? qsizetype(value) : qsizetype(broken());
    }
    template<typename Enum>
    Enum choice(Enum last)
    {
        const quint64 value = number();
        return value <= quint64(last) ? Enum(value) : Enum(broken());
    }
    QByteArrayView raw()
    {
        const qsizetype size = count();
        const QByteArrayView bytes(m_at, size);
        m_at += size;
        return bytes;
    }
    bool atEnd() const { return m_at == m_end; }

private:
    quint64 broken()
    {
        m_ok = false;
        m_at = m_end;
        return 0;
    }
    const char *m_at;
    const char *m_end;
    bool m_ok = true;
};

/// Values that are written once and named by number afterwards.
template<typename Value>
class Pool
{
public:
    quint64 number(const Value &value)
    {
        const auto known = m_numbers.constFind(value);
        if (known != m_numbers.cend())
            return *known;
        const quint64 next = quint64(m_values.size());
        m_numbers.insert(value, next);
        m_values.append(value);
        return next;
    }
    const QList<Value> &values() const { return m_values; }

private:
    QHash<Value, quint64> m_numbers;
    QList<Value> m_values;
};

// The order of these is the format: new ones go to the end.
constexpr std::optional<Rate> Prices::*rateFields[] = {
    &Prices::input,     &Prices::output,         &Prices::cacheRead,  &Prices::cacheWrite,
    &Prices::reasoning, &Prices::cacheWriteHour, &Prices::audioInput, &Prices::audioOutput};
constexpr std::optional<Rate> PriceOverride::*overrideFields[] = {
    &PriceOverride::input, &PriceOverride::output, &PriceOverride::cacheRead, &PriceOverride::cacheWrite,
    &PriceOverride::reasoning};
constexpr int perRequestBit = 8, perImageBit = 9, overridesBit = 10, discountBit = 11, imageOutputBit = 12;

template<typename Struct, size_t size>
quint64 presence(const Struct &value, std::optional<Rate> Struct::*const (&fields)[size])
{
    quint64 bits = 0;
    for (size_t i = 0; i < size; ++i)
        bits |= quint64((value.*fields[i]).has_value()) << i;
    return bits;
}

template<typename Struct, size_t size>
void writeRates(Writer &to, const Struct &value, std::optional<Rate> Struct::*const (&fields)[size])
{
    for (const auto field : fields) {
        if (value.*field)
            to.signedNumber((value.*field)->atto);
    }
}

template<typename Struct, size_t size>
void readRates(Reader &from, quint64 bits, Struct &value, std::optional<Rate> Struct::*const (&fields)[size])
{
    for (size_t i = 0; i < size; ++i) {
        if (bits >> i & 1)
            value.*fields[i] = Rate{from.signedNumber()};
    }
}

void writeOverride(Writer &to, const PriceOverride &o)
{
    to.number(presence(o, overrideFields) | quint64(o.dependsOnTime()) << 5);
    writeRates(to, o, overrideFields);
    to.number(quint64(o.abovePromptTokens));
    if (o.dependsOnTime()) {
        to.number(quint64(o.utcFromMinute.value_or(-1) + 1));
        to.number(quint64(o.utcToMinute.value_or(-1) + 1));
        to.number(o.utcDays);
    }
}

PriceOverride readOverride(Reader &from)
{
    PriceOverride o;
    const quint64 bits = from.number();
    readRates(from, bits, o, overrideFields);
    o.abovePromptTokens = from.notNegative();
    if (bits >> 5 & 1) {
        const auto minute = [&]() -> std::optional<int> {
            const int value = int(from.index(1442));
            return value ? std::optional(value - 1) : std::nullopt;
        };
        o.utcFromMinute = minute();
        o.utcToMinute = minute();
        o.utcDays = quint8(from.index(128));
    }
    return o;
}

QByteArray pricesBytes(const Prices &prices)
{
    Writer to;
    to.number(presence(prices, rateFields) | quint64(prices.perRequest.has_value()) << perRequestBit |
              quint64(prices.perImage.has_value()) << perImageBit |
              quint64(!prices.overrides.isEmpty()) << overridesBit |
              quint64(prices.discountPercent != 0) << discountBit |
              quint64(prices.imageOutput.has_value()) << imageOutputBit);
    writeRates(to, prices, rateFields);
    if (prices.perRequest)
        to.signedNumber(prices.perRequest->pico);
    if (prices.perImage)
        to.signedNumber(prices.perImage->pico);
    if (!prices.overrides.isEmpty()) {
        to.number(quint64(prices.overrides.size()));
        for (const PriceOverride &o : prices.overrides)
            writeOverride(to, o);
    }
    if (prices.discountPercent)
        to.number(quint64(qBound(0, prices.discountPercent, 100)));
    if (prices.imageOutput)
        to.signedNumber(prices.imageOutput->atto);
    return to.bytes();
}

Prices readPrices(Reader &from)
{
    Prices prices;
    const quint64 bits = from.number();
    readRates(from, bits, prices, rateFields);
    if (bits >> perRequestBit & 1)
        prices.perRequest = Money{from.signedNumber()};
    if (bits >> perImageBit & 1)
        prices.perImage = Money{from.signedNumber()};
    if (bits >> overridesBit & 1) {
        for (qsizetype left = from.count(); left > 0 && from.ok(); --left)
            prices.overrides.append(readOverride(from));
    }
    if (bits >> discountBit & 1)
        prices.discountPercent = int(from.index(101));
    if (bits >> imageOutputBit & 1)
        prices.imageOutput = Rate{from.signedNumber()};
    return prices;
}

void writeDay(Writer &to, QDate day)
{
    to.number(day.isValid() ? quint64(qMax(qint64(0), day.toJulianDay() - dayZero) + 1) : 0);
}

QDate readDay(Reader &from)
{
    const qint64 value = from.notNegative();
    return value > 0 && value < 100'000 ? QDate::fromJulianDay(dayZero + value - 1) : QDate();
}

/// Flags of an offer, each with what it announces.
enum OfferBit {
    HasRegion = 1,
    HasWire = 2,
    HasApiBase = 4,
    HasHistory = 8,
    NotListed = 16,
    IsCustom = 32,
    Jumped = 64,
    ResponsesOnly = 128,
    HasForm = 256 // variant, status, unpriced
};

struct Pools
{
    Pool<QString> strings;
    Pool<QByteArray> prices;
};

quint64 offerBits(const Offer &o)
{
    const bool form =
        o.variant != OfferVariant::Standard || o.status != OfferStatus::Active || o.unpriced != Unpriced::No;
    return quint64((o.region.isEmpty() ? 0 : HasRegion) | (o.wire.isEmpty() ? 0 : HasWire) |
                   (o.apiBase.isEmpty() ? 0 : HasApiBase) | (o.history.isEmpty() ? 0 : HasHistory) |
                   (o.listed ? 0 : NotListed) | (o.custom ? IsCustom : 0) | (o.priceJumped ? Jumped : 0) |
                   (o.responsesOnly ? ResponsesOnly : 0) | (form ? HasForm : 0));
}

void writeHistory(Writer &to, const QList<PastPrice> &history)
{
    to.number(quint64(history.size()));
    for (const PastPrice &past : history) {
        writeDay(to, past.until);
        to.number(quint64(past.input.has_value()) | quint64(past.output.has_value()) << 1);
        if (past.input)
            to.signedNumber(past.input->atto);
        if (past.output)
            to.signedNumber(past.output->atto);
    }
}

void writeOffer(Writer &to, const Offer &o, Pools &pools)
{
    to.number(pools.strings.number(o.provider));
    to.number(pools.strings.number(o.providerModelId));
    to.number(pools.prices.number(pricesBytes(o.prices)));
    to.number(quint64(qMax(qint64(0), o.contextTokens)));
    to.number(quint64(qMax(qint64(0), o.maxOutputTokens)));
    writeDay(to, o.asOf);
    const quint64 bits = offerBits(o);
    to.number(bits);
    if (bits & HasForm)
        to.number(quint64(o.variant) | quint64(o.status) << 4 | quint64(o.unpriced) << 8);
    for (const QString *text : {&o.region, &o.wire, &o.apiBase}) {
        if (!text->isEmpty())
            to.number(pools.strings.number(*text));
    }
    if (bits & HasHistory)
        writeHistory(to, o.history);
}

QList<PastPrice> readHistory(Reader &from)
{
    QList<PastPrice> history;
    for (qsizetype left = from.count(); left > 0 && from.ok(); --left) {
        PastPrice past{readDay(from), {}, {}};
        const quint64 bits = from.number();
        if (bits & 1)
            past.input = Rate{from.signedNumber()};
        if (bits & 2)
            past.output = Rate{from.signedNumber()};
        history.append(past);
    }
    return history;
}

struct Tables
{
    QList<QString> strings;
    QList<Prices> prices;
    const QString &text(Reader &from) const
    {
        static const QString none;
        const qsizetype at = from.index(strings.size());
        return from.ok() ? strings[at] : none;
    }
};

void readForm(Reader &from, Offer &o)
{
    const quint64 form = from.number();
    const quint64 variant = form & 15;
    const quint64 status = form >> 4 & 15;
    const quint64 unpriced = form >> 8;
    o.variant = variant <= quint64(OfferVariant::Other) ? OfferVariant(variant) : OfferVariant::Other;
    o.status = status <= quint64(OfferStatus::Retired) ? OfferStatus(status) : OfferStatus::Active;
    o.unpriced = unpriced <= quint64(Unpriced::Dynamic) ? Unpriced(unpriced) : Unpriced::Unknown;
}

void readOffer(Reader &from, const Tables &tables, Offer &o)
{
    o.provider = tables.text(from);
    o.providerModelId = tables.text(from);
    if (const qsizetype at = from.index(tables.prices.size()); from.ok())
        o.prices = tables.prices[at];
    o.contextTokens = from.notNegative();
    o.maxOutputTokens = from.notNegative();
    o.asOf = readDay(from);
    const quint64 bits = from.number();
    if (bits & HasForm)
        readForm(from, o);
    if (bits & HasRegion)
        o.region = tables.text(from);
    if (bits & HasWire)
        o.wire = tables.text(from);
    if (bits & HasApiBase)
        o.apiBase = tables.text(from);
    if (bits & HasHistory)
        o.history = readHistory(from);
    o.listed = !(bits & NotListed);
    o.custom = bits & IsCustom;
    o.priceJumped = bits & Jumped;
    o.responsesOnly = bits & ResponsesOnly;
}

void writeModel(Writer &to, const Model &m, Pools &pools)
{
    for (const QString *text :
         {&m.id, &m.name, &m.author, &m.knowledgeCutoff, &m.huggingFaceId, &m.modelsDevId})
        to.number(pools.strings.number(*text));
    to.number(quint64(qMax(qint64(0), m.contextTokens)));
    to.number(quint64(qMax(qint64(0), m.maxOutputTokens)));
    to.number(quint64(m.kind) | quint64(m.reasoning) << 2 | quint64(m.releasedMonthOnly) << 3 |
              quint64(m.custom) << 4 | quint64(m.simulated) << 5);
    to.number(quint64(m.inputs.toInt()) | quint64(m.outputs.toInt()) << 5);
    to.number(quint64(m.tools) | quint64(m.structuredOutput) << 2 | quint64(m.attachments) << 4 |
              quint64(m.temperature) << 6 | quint64(m.openWeights) << 8);
    writeDay(to, m.released);
    to.number(quint64(m.offers.size()));
    for (const Offer &offer : m.offers)
        writeOffer(to, offer, pools);
}

Known knownAt(quint64 bits, int shift)
{
    const quint64 value = bits >> shift & 3;
    return value <= 2 ? Known(value) : Known::Unknown;
}

Model readModel(Reader &from, const Tables &tables)
{
    Model m;
    for (QString *text : {&m.id, &m.name, &m.author, &m.knowledgeCutoff, &m.huggingFaceId, &m.modelsDevId})
        *text = tables.text(from);
    m.contextTokens = from.notNegative();
    m.maxOutputTokens = from.notNegative();
    const quint64 kind = from.number();
    m.kind = (kind & 3) <= quint64(ModelKind::Router) ? ModelKind(kind & 3) : ModelKind::Chat;
    m.reasoning = kind >> 2 & 1;
    m.releasedMonthOnly = kind >> 3 & 1;
    m.custom = kind >> 4 & 1;
    m.simulated = kind >> 5 & 1;
    const quint64 modalities = from.number();
    m.inputs = Modalities::fromInt(int(modalities & 31));
    m.outputs = Modalities::fromInt(int(modalities >> 5 & 31));
    const quint64 known = from.number();
    m.tools = knownAt(known, 0);
    m.structuredOutput = knownAt(known, 2);
    m.attachments = knownAt(known, 4);
    m.temperature = knownAt(known, 6);
    m.openWeights = knownAt(known, 8);
    m.released = readDay(from);
    constexpr quint64 leastOfferBytes = 7;
    m.offers.resize(from.count(leastOfferBytes));
    for (qsizetype i = 0; i < m.offers.size() && from.ok(); ++i)
        readOffer(from, tables, m.offers[i]);
    return m;
}

void writeProvider(Writer &to, const CatalogProvider &p, Pools &pools)
{
    for (const QString *text : {&p.slug, &p.name, &p.apiBase, &p.wire, &p.docs})
        to.number(pools.strings.number(*text));
    to.number(quint64(p.keyEnv.size()));
    for (const QString &variable : p.keyEnv)
        to.number(pools.strings.number(variable));
    to.number(quint64(p.established));
    to.number(quint64(qMax(0, p.feeBasisPoints)));
}

CatalogProvider readProvider(Reader &from, const Tables &tables)
{
    CatalogProvider p;
    for (QString *text : {&p.slug, &p.name, &p.apiBase, &p.wire, &p.docs})
        *text = tables.text(from);
    for (qsizetype left = from.count(); left > 0 && from.ok(); --left)
        p.keyEnv.append(tables.text(from));
    p.established = from.number() & 1;
    p.feeBasisPoints = int(from.index(10'001));
    return p;
}

Tables readTables(Reader &from)
{
    Tables tables;
    qsizetype left = from.count();
    tables.strings.reserve(left);
    for (; left > 0 && from.ok(); --left)
        tables.strings.append(QString::fromUtf8(from.raw()));
    left = from.count();
    tables.prices.reserve(left);
    for (; left > 0 && from.ok(); --left)
        tables.prices.append(readPrices(from));
    return tables;
}

void writeSource(Writer &to, const CatalogSource &source)
{
    to.raw(source.name.toUtf8());
    to.signedNumber(source.checkedMs);
    to.raw(source.etag);
    to.raw(source.lastModified);
    to.number(quint64(qMax(qint64(0), source.offers)));
}

CatalogSource readSource(Reader &from)
{
    CatalogSource source;
    source.name = QString::fromUtf8(from.raw());
    source.checkedMs = from.signedNumber();
    source.etag = from.raw().toByteArray();
    source.lastModified = from.raw().toByteArray();
    source.offers = from.notNegative();
    return source;
}
} // namespace

QByteArray encodeSnapshot(const Catalog &catalog)
{
    Pools pools;
    Writer body; // written first, so that the pools are whole when they are written before it
    body.number(quint64(catalog.sources().size()));
    for (const CatalogSource &source : catalog.sources())
        writeSource(body, source);
    body.number(quint64(catalog.providers().size()));
    for (const CatalogProvider &provider : catalog.providers())
        writeProvider(body, provider, pools);
    body.number(quint64(catalog.models().size()));
    for (const Model &model : catalog.models())
        writeModel(body, model, pools);
    Writer all;
    all.number(quint64(pools.strings.values().size()));
    for (const QString &text : pools.strings.values())
        all.raw(text.toUtf8());
    all.number(quint64(pools.prices.values().size()));
    for (const QByteArray &prices : pools.prices.values())
        all.append(prices);
    all.append(body.bytes());
    QByteArray sum(8, Qt::Uninitialized);
    qToLittleEndian(checksum(all.bytes()), sum.data());
    return magic.toByteArray() + sum + all.bytes();
}

static std::unexpected<Error> damaged(const QString &detail)
{
    return fail(ErrorKind::Protocol, QCoreApplication::translate("Catalog", "The catalog is damaged."),
                QCoreApplication::translate("Catalog", "Refresh it in the catalog."), detail);
}

Result<Catalog> decodeSnapshot(QByteArrayView bytes)
{
    if (bytes.size() < headBytes || !bytes.startsWith(magic))
        return damaged(u"no snapshot, or one of another version"_s);
    const QByteArrayView body = bytes.sliced(headBytes);
    if (qFromLittleEndian<quint64>(bytes.data() + magic.size()) != checksum(body))
        return damaged(u"the checksum differs"_s);
    Reader from(body);
    Catalog catalog;
    const Tables tables = readTables(from);
    for (qsizetype left = from.count(); left > 0 && from.ok(); --left)
        catalog.setSource(readSource(from));
    for (qsizetype left = from.count(); left > 0 && from.ok(); --left)
        catalog.addProvider(readProvider(from, tables));
    for (qsizetype left = from.count(); left > 0 && from.ok(); --left) {
        Model model = readModel(from, tables);
        if (from.ok())
            catalog.add(std::move(model));
    }
    if (!from.ok() || !from.atEnd())
        return damaged(u"a number is out of range"_s);
    return catalog;
}

Result<Catalog> Catalog::fromSnapshot(QByteArrayView bytes)
{
    return decodeSnapshot(bytes);
}

QByteArray Catalog::toSnapshot() const
{
    return encodeSnapshot(*this);
}

} // namespace Crossroads
