// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/journal.h"

#include "app/core/logging.h"

#include <QDataStream>
#include <QFile>
#include <QtEndian>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <concepts>

namespace Crossroads {

// What is larger than this takes so long to write that a commit may as well be waited for.
static constexpr qint64 mostBytes = 512 * 1024;
static constexpr auto format = QDataStream::Qt_6_8;

// --- entries: length and checksum of a payload, then the payload
// ------------------------------------------------------------------------------------------------

static constexpr qsizetype headBytes = sizeof(quint32) + sizeof(quint16);

/// Writes what QDataStream reads, without its devices and buffers: an entry is made while a request waits.
class EntryBytes
{
public:
    QByteArray bytes = QByteArray(headBytes, Qt::Uninitialized);

    EntryBytes() { bytes.reserve(usualBytes); }
    EntryBytes &operator<<(std::integral auto value)
    {
        char big[sizeof value];
        if constexpr (sizeof value == 1)
            big[0] = char(value);
        else
            qToBigEndian(value, big);
        bytes.append(big, sizeof big);
        return *this;
    }
    EntryBytes &operator<<(double value) { return *this << std::bit_cast<quint64>(value); }
    EntryBytes &operator<<(const QString &text)
    {
        constexpr quint32 null = 0xffffffff;
        if (text.isNull())
            return *this << null;
        const auto size = quint32(text.size() * qsizetype(sizeof(char16_t)));
        *this << size;
        const qsizetype at = bytes.size();
        bytes.resize(at + size);
        qToBigEndian<char16_t>(text.utf16(), text.size(), bytes.data() + at);
        return *this;
    }

private:
    static constexpr qsizetype usualBytes = 1024;
};

template<typename T>
static void put(EntryBytes &to, const std::optional<T> &value, qint64 T::*field)
{
    to << value.has_value();
    if (value)
        to << (*value).*field;
}

template<typename T>
static void get(QDataStream &from, std::optional<T> &value, qint64 T::*field)
{
    bool has = false;
    from >> has;
    value = has ? std::optional(T{}) : std::nullopt;
    if (value)
        from >> (*value).*field;
}

/// Calls \p each with every rate that the ledger keeps.
static void eachRate(auto &prices, const auto &each)
{
    each(prices.input);
    each(prices.output);
    each(prices.cacheRead);
    each(prices.cacheWrite);
    each(prices.reasoning);
}

static EntryBytes &operator<<(EntryBytes &to, const Prices &prices)
{
    const auto rate = [&](const std::optional<Rate> &r) { put(to, r, &Rate::atto); };
    eachRate(prices, rate);
    put(to, prices.perRequest, &Money::pico);
    put(to, prices.perImage, &Money::pico);
    to << qint32(prices.overrides.size());
    for (const PriceOverride &o : prices.overrides) {
        to << o.abovePromptTokens << qint32(o.utcFromMinute.value_or(-1))
           << qint32(o.utcToMinute.value_or(-1)) << o.utcDays;
        eachRate(o, rate);
    }
    return to;
}

static QDataStream &operator>>(QDataStream &from, Prices &prices)
{
    const auto rate = [&](std::optional<Rate> &r) { get(from, r, &Rate::atto); };
    const auto minute = [&](std::optional<int> &m) {
        qint32 value = -1;
        from >> value;
        m = value < 0 ? std::nullopt : std::optional<int>(value);
    };
    eachRate(prices, rate);
    get(from, prices.perRequest, &Money::pico);
    get(from, prices.perImage, &Money::pico);
    qint32 overrides = 0;
    from >> overrides;
    for (qint32 i = 0; i < overrides && from.status() == QDataStream::Ok; ++i) {
        PriceOverride o;
        from >> o.abovePromptTokens;
        minute(o.utcFromMinute);
        minute(o.utcToMinute);
        from >> o.utcDays;
        eachRate(o, rate);
        prices.overrides.append(o);
    }
    return from;
}

static EntryBytes &operator<<(EntryBytes &to, const Reservation &r)
{
    to << r.runId << qint32(r.lane) << r.source << r.provider << r.model << r.keyLastFour << r.simulated;
    put(to, r.bound, &Money::pico);
    to << r.prices;
    // Behind the rest: who died may have been an older Crossroads, which did not write these.
    put(to, r.prices.cacheWriteHour, &Rate::atto);
    put(to, r.prices.imageOutput, &Rate::atto);
    return to;
}

static QDataStream &operator>>(QDataStream &from, Reservation &r)
{
    qint32 lane = 0;
    from >> r.runId >> lane >> r.source >> r.provider >> r.model >> r.keyLastFour >> r.simulated;
    r.lane = lane;
    get(from, r.bound, &Money::pico);
    from >> r.prices;
    if (!from.atEnd()) {
        get(from, r.prices.cacheWriteHour, &Rate::atto);
        get(from, r.prices.imageOutput, &Rate::atto);
    }
    return from;
}

static EntryBytes &operator<<(EntryBytes &to, const RunRecord &run)
{
    to << run.id << run.startedWallMs << run.source << run.prompt << run.system << qint32(run.lanes.size());
    for (const LaneSpec &lane : run.lanes)
        to << lane.model << lane.displayName << lane.simulated;
    return to << run.maxTokens.has_value() << qint32(run.maxTokens.value_or(0)) << run.temperature.has_value()
              << run.temperature.value_or(0) << run.parameters << run.rules;
}

static QDataStream &operator>>(QDataStream &from, RunRecord &run)
{
    qint32 lanes = 0;
    from >> run.id >> run.startedWallMs >> run.source >> run.prompt >> run.system >> lanes;
    for (qint32 i = 0; i < lanes && from.status() == QDataStream::Ok; ++i) {
        LaneSpec lane;
        from >> lane.model >> lane.displayName >> lane.simulated;
        run.lanes.append(lane);
    }
    bool hasTokens = false, hasTemperature = false;
    qint32 maxTokens = 0;
    double temperature = 0;
    from >> hasTokens >> maxTokens >> hasTemperature >> temperature >> run.parameters >> run.rules;
    if (hasTokens)
        run.maxTokens = maxTokens;
    if (hasTemperature)
        run.temperature = temperature;
    return from;
}

static QByteArray bytesOf(const JournalEntry &entry)
{
    EntryBytes to;
    to << entry.number << entry.wallMs << quint8(entry.what.index());
    std::visit([&to](const auto &what) { to << what; }, entry.what);
    const QByteArrayView payload = QByteArrayView(to.bytes).sliced(headBytes);
    qToBigEndian(quint32(payload.size()), to.bytes.data());
    qToBigEndian(qChecksum(payload), to.bytes.data() + sizeof(quint32));
    return to.bytes;
}

template<typename What>
static void read(QDataStream &from, JournalEntry &entry)
{
    What what;
    from >> what;
    entry.what = std::move(what);
}

/// The first entry of \p bytes, which it cuts off; nothing where there is no whole one.
static std::optional<JournalEntry> takeEntry(QByteArrayView &bytes)
{
    if (bytes.size() < headBytes)
        return std::nullopt;
    const auto size = qsizetype(qFromBigEndian<quint32>(bytes.data()));
    const auto checksum = qFromBigEndian<quint16>(bytes.data() + sizeof(quint32));
    if (size > bytes.size() - headBytes)
        return std::nullopt;
    const QByteArrayView payload = bytes.sliced(headBytes, size);
    if (qChecksum(payload) != checksum)
        return std::nullopt;
    bytes = bytes.sliced(headBytes + size);
    QDataStream from(payload.toByteArray());
    from.setVersion(format);
    JournalEntry entry;
    quint8 kind = 0;
    from >> entry.number >> entry.wallMs >> kind;
    if (kind == JournalEntry{.what = RunRecord{}}.what.index())
        read<RunRecord>(from, entry);
    else
        read<Reservation>(from, entry);
    return from.status() == QDataStream::Ok ? std::optional(entry) : std::nullopt;
}

// --- the file
// ------------------------------------------------------------------------------------------------

Journal::~Journal()
{
    if (m_file >= 0)
        ::close(m_file);
}

bool Journal::open(const QString &path, std::function<void()> wake)
{
    const QMutexLocker lock(&m_mutex);
    m_path = path;
    m_wake = std::move(wake);
    m_file = ::open(QFile::encodeName(path).constData(), O_CREAT | O_EXCL | O_WRONLY | O_APPEND | O_CLOEXEC,
                    S_IRUSR | S_IWUSR);
    return m_file >= 0;
}

qint64 Journal::append(std::variant<RunRecord, Reservation> what, qint64 wallMs)
{
    const QMutexLocker lock(&m_mutex);
    if (m_file < 0 || m_paused)
        return 0;
    JournalEntry entry{m_last + 1, wallMs, std::move(what)};
    const QByteArray bytes = bytesOf(entry);
    if (bytes.size() > mostBytes)
        return 0;
    if (::write(m_file, bytes.constData(), size_t(bytes.size())) != bytes.size()) {
        (void)::ftruncate(m_file, m_size); // half an entry would hide those behind it
        return 0;
    }
    m_size += bytes.size();
    m_untaken.append(std::move(entry));
    if (m_untaken.size() == 1)
        m_wake();
    return ++m_last;
}

void Journal::pause(bool paused)
{
    const QMutexLocker lock(&m_mutex);
    m_paused = paused;
}

Journal::Entries Journal::take()
{
    const QMutexLocker lock(&m_mutex);
    return std::exchange(m_untaken, {});
}

bool Journal::hasUntaken()
{
    const QMutexLocker lock(&m_mutex);
    return !m_untaken.isEmpty();
}

void Journal::forget(qint64 number)
{
    const QMutexLocker lock(&m_mutex);
    if (number == m_last && ::ftruncate(m_file, 0) == 0)
        m_size = 0;
}

void Journal::remove()
{
    const QMutexLocker lock(&m_mutex);
    if (m_file < 0)
        return;
    QFile::remove(m_path);
    ::close(m_file);
    m_file = -1;
}

Result<void> Journal::recover(const QString &path, const std::function<Result<void>(const Entries &)> &take)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};                   // another process was quicker
    ::flock(file.handle(), LOCK_EX); // let go of with the file
    struct stat status = {};
    if (::fstat(file.handle(), &status) != 0 || status.st_nlink == 0)
        return {}; // while we waited
    const QByteArray bytes = file.readAll();
    QByteArrayView left(bytes);
    Entries found;
    while (const auto entry = takeEntry(left))
        found.append(*entry);
    if (!left.isEmpty())
        qCWarning(lcStore) << "the last" << left.size() << "bytes of a journal are no entry";
    if (auto taken = take(found); !taken)
        return taken;
    QFile::remove(path);
    return {};
}

} // namespace Crossroads
