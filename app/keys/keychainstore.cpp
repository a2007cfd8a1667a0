// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/keychainstore.h"

#include "app/core/logging.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QDBusVariant>
#include <QElapsedTimer>
#include <QFile>
#include <QPromise>
#include <QTimer>

#include <qt6keychain/keychain.h>

namespace Crossroads {

using namespace Qt::StringLiterals;

static const QString keychainService = u"crossroads"_s; // pinned: INTERFACES
static const QString secretService = u"org.freedesktop.secrets"_s;
static const QString defaultCollection = u"/org/freedesktop/secrets/aliases/default"_s;
static constexpr int askServiceMs = 5'000;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Keychain", text);
}

Error keychainError(KeychainProblem problem)
{
    switch (problem) {
    case KeychainProblem::NoBus:
        return {ErrorKind::Storage,
                tr("There is no D-Bus session, so no keychain."),
                tr("Start Crossroads from your desktop session, or use --keys-from-env."),
                {}};
    case KeychainProblem::NoService:
        return {ErrorKind::Storage,
                tr("No keychain is running."),
                tr("Install and start GNOME Keyring, KWallet or KeePassXC, or use --keys-from-env."),
                {}};
    case KeychainProblem::Locked:
        return {ErrorKind::Storage,
                tr("The keychain is locked."),
                tr("Unlock it when it asks for its password, then try again."),
                {}};
    case KeychainProblem::Dismissed:
        return {ErrorKind::Storage,
                tr("The keychain stayed locked: its prompt was closed."),
                tr("Nothing is lost. Try again, and enter the keychain's password when it asks."),
                {}};
    case KeychainProblem::Missing:
        return {ErrorKind::NotFound,
                tr("The keychain no longer has this key."),
                tr("Another program removed it. Add the key again, or remove its entry."),
                {}};
    case KeychainProblem::Denied:
        return {ErrorKind::Storage,
                tr("The keychain refuses Crossroads."),
                tr("Allow Crossroads in the keychain's own settings, then try again."),
                {}};
    case KeychainProblem::TimedOut:
        return {ErrorKind::Storage,
                tr("The keychain does not answer."),
                tr("Look for its password prompt behind other windows, then try again."),
                {}};
    case KeychainProblem::Failed:
        break;
    }
    return {ErrorKind::Storage,
            tr("The keychain failed."),
            tr("Try again; the log tells what the keychain said."),
            {}};
}

KeychainStore::KeychainStore(QObject *parent) : QObject(parent)
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    m_watcher = new QDBusServiceWatcher(secretService, bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(m_watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
            [this](const QString &, const QString &, const QString &owner) {
                if (!owner.isEmpty())
                    Q_EMIT serviceAppeared();
            });
}

KeychainStore::~KeychainStore() = default;

// --- one at a time -----------------------------------------------------------------------------------------

void KeychainStore::enqueue(Step step)
{
    m_waiting.enqueue(std::move(step));
    if (!m_busy)
        next();
}

void KeychainStore::next()
{
    m_busy = !m_waiting.isEmpty();
    if (m_busy)
        m_waiting.dequeue()();
}

void KeychainStore::startJob(QKeychain::Job *job, const QString &item,
                             std::function<void(QKeychain::Job *, bool)> done)
{
    // The libsecret backend keeps a bare pointer to the job until it answers: the job has no parent and goes
    // by itself.
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    job->setKey(item);
    auto *patience = new QTimer(this);
    patience->setSingleShot(true);
    connect(patience, &QTimer::timeout, this, [this, job, patience, done] {
        disconnect(job, nullptr, this, nullptr);
        patience->deleteLater();
        done(nullptr, true);
    });
    connect(job, &QKeychain::Job::finished, this, [patience, done](QKeychain::Job *ended) {
        delete patience;
        done(ended, false);
    });
    patience->start(m_timeout);
    job->start();
}

// --- what the service says about itself
// ---------------------------------------------------------------------

template<typename T, typename Done>
static void whenAnswered(QObject *context, const QDBusPendingCall &call, Done done)
{
    auto *watcher = new QDBusPendingCallWatcher(call, context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context,
                     [done](QDBusPendingCallWatcher *ended) {
                         ended->deleteLater();
                         done(QDBusPendingReply<T>(*ended));
                     });
}

static QDBusMessage busCall(const QString &method)
{
    return QDBusMessage::createMethodCall(u"org.freedesktop.DBus"_s, u"/org/freedesktop/DBus"_s,
                                          u"org.freedesktop.DBus"_s, method);
}

void KeychainStore::examine(std::function<void(KeychainResult<void>)> done)
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        done(std::unexpected(KeychainProblem::NoBus));
        return;
    }
    QDBusMessage owned = busCall(u"NameHasOwner"_s);
    owned.setArguments({secretService});
    whenAnswered<bool>(this, bus.asyncCall(owned, askServiceMs), [this, bus, done](const auto &reply) {
        if (reply.isError()) {
            done(std::unexpected(KeychainProblem::NoBus));
        } else if (reply.value()) {
            askLocked(done);
        } else {
            whenAnswered<QStringList>(this, bus.asyncCall(busCall(u"ListActivatableNames"_s), askServiceMs),
                                      [this, done](const auto &names) {
                                          if (names.isError() || !names.value().contains(secretService))
                                              done(std::unexpected(KeychainProblem::NoService));
                                          else
                                              askLocked(done); // starts the service
                                      });
        }
    });
}

void KeychainStore::askLocked(std::function<void(KeychainResult<void>)> done, bool again)
{
    QDBusMessage get = QDBusMessage::createMethodCall(secretService, defaultCollection,
                                                      u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    get.setArguments({u"org.freedesktop.Secret.Collection"_s, u"Locked"_s});
    const auto call = QDBusConnection::sessionBus().asyncCall(get, askServiceMs);
    QElapsedTimer asked;
    asked.start();
    whenAnswered<QDBusVariant>(this, call, [this, asked, again, done = std::move(done)](const auto &reply) {
        // The bus says "no reply" too, and at once, where the service ended with the question in its hands.
        // Asking again starts it anew; once, as one that can not live would end each time.
        const bool ended =
            reply.isError() && reply.error().type() == QDBusError::NoReply && !asked.hasExpired(askServiceMs);
        if (ended && !again) {
            qCInfo(lcApp) << "keychain: its service ended; asking again";
            askLocked(done, true);
            return;
        }
        const auto tell = [this, done](KeychainResult<void> state) {
            learnServiceName([done, state] { done(state); });
        };
        if (reply.isError()) {
            const auto type = reply.error().type();
            const bool gone =
                type == QDBusError::ServiceUnknown || reply.error().name().contains(u".Spawn."_s);
            const bool silent = type == QDBusError::NoReply || type == QDBusError::TimedOut;
            qCInfo(lcApp) << "keychain:" << reply.error().message();
            // No default collection: it is made at the first write, behind a prompt.
            tell(std::unexpected(gone     ? KeychainProblem::NoService
                                 : ended  ? KeychainProblem::Failed
                                 : silent ? KeychainProblem::TimedOut
                                          : KeychainProblem::Locked));
        } else if (reply.value().variant().toBool()) {
            tell(std::unexpected(KeychainProblem::Locked));
        } else {
            tell({});
        }
    });
}

void KeychainStore::learnServiceName(std::function<void()> done)
{
    if (!m_serviceName.isEmpty()) {
        done();
        return;
    }
    QDBusMessage pid = busCall(u"GetConnectionUnixProcessID"_s);
    pid.setArguments({secretService});
    const auto call = QDBusConnection::sessionBus().asyncCall(pid, askServiceMs);
    whenAnswered<uint>(this, call, [this, done](const auto &reply) {
        QFile comm(u"/proc/%1/comm"_s.arg(reply.isError() ? 0 : reply.value()));
        const QByteArray program = comm.open(QIODevice::ReadOnly) ? comm.readAll().trimmed() : QByteArray();
        if (program.startsWith("gnome-keyring"))
            m_serviceName = u"GNOME Keyring"_s;
        else if (program.startsWith("kwallet") || program.startsWith("ksecret"))
            m_serviceName = u"KWallet"_s;
        else if (program.startsWith("keepassxc"))
            m_serviceName = u"KeePassXC"_s;
        else
            m_serviceName = tr("the system keychain");
        done();
    });
}

// --- unlocking
// -------------------------------------------------------------------------------------------------

// Asked for here rather than by the job: of a prompt that was closed, the job only says that it found
// nothing.
static const QString promptInterface = u"org.freedesktop.Secret.Prompt"_s;

void KeychainStore::unlockFor(std::function<void()> then, std::function<void(KeychainProblem)> failed)
{
    examine([this, then = std::move(then), failed = std::move(failed)](KeychainResult<void> state) {
        if (state || state.error() != KeychainProblem::Locked) {
            then(); // open; or the job tells what is missing
            return;
        }
        QDBusMessage unlock = QDBusMessage::createMethodCall(
            secretService, u"/org/freedesktop/secrets"_s, u"org.freedesktop.Secret.Service"_s, u"Unlock"_s);
        unlock.setArguments(
            {QVariant::fromValue(QList<QDBusObjectPath>{QDBusObjectPath(defaultCollection)})});
        auto *watcher =
            new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(unlock, askServiceMs), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this,
                [this, then, failed](QDBusPendingCallWatcher *ended) {
                    ended->deleteLater();
                    const QDBusPendingReply<QList<QDBusObjectPath>, QDBusObjectPath> reply = *ended;
                    const QString path = reply.isError() ? QString() : reply.argumentAt<1>().path();
                    if (path.isEmpty() || path == "/"_L1)
                        then(); // no prompt is wanted, or there is no collection yet
                    else
                        prompt(path, then, failed);
                });
    });
}

void KeychainStore::prompt(const QString &path, std::function<void()> then,
                           std::function<void(KeychainProblem)> failed)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    bus.connect(secretService, path, promptInterface, u"Completed"_s, this,
                SLOT(promptCompleted(bool, QDBusVariant)));
    auto *patience = new QTimer(this);
    patience->setSingleShot(true);
    m_promptEnded = [this, path, patience, then, failed](bool dismissed) {
        QDBusConnection::sessionBus().disconnect(secretService, path, promptInterface, u"Completed"_s, this,
                                                 SLOT(promptCompleted(bool, QDBusVariant)));
        patience->deleteLater();
        if (dismissed)
            tellDismissed(failed);
        else
            then();
    };
    connect(patience, &QTimer::timeout, this, [this, failed] {
        m_promptEnded = nullptr; // it may still stand; nobody waits any longer
        failed(KeychainProblem::TimedOut);
    });
    patience->start(m_timeout);
    QDBusMessage show = QDBusMessage::createMethodCall(secretService, path, promptInterface, u"Prompt"_s);
    show.setArguments({QString()});
    bus.send(show);
}

void KeychainStore::promptCompleted(bool dismissed, const QDBusVariant &)
{
    if (const auto ended = std::exchange(m_promptEnded, nullptr))
        ended(dismissed);
}

/// GNOME Keyring calls a prompt dismissed that nobody could show, too: then its prompter is not there.
void KeychainStore::tellDismissed(std::function<void(KeychainProblem)> failed)
{
    if (m_serviceName != "GNOME Keyring"_L1) {
        failed(KeychainProblem::Dismissed);
        return;
    }
    QDBusMessage owned = busCall(u"NameHasOwner"_s);
    owned.setArguments({u"org.gnome.keyring.SystemPrompter"_s});
    whenAnswered<bool>(this, QDBusConnection::sessionBus().asyncCall(owned, askServiceMs),
                       [failed](const auto &reply) {
                           const bool shown = !reply.isError() && reply.value();
                           failed(shown ? KeychainProblem::Dismissed : KeychainProblem::Locked);
                       });
}

void KeychainStore::explain(const QKeychain::Job *job, std::function<void(KeychainProblem)> done)
{
    qCInfo(lcApp) << "keychain:" << int(job->error()) << job->errorString();
    const QKeychain::Error code = job->error();
    examine([code, done](KeychainResult<void> state) {
        // "Not found" is also what a locked keychain says, so the service's own word comes first.
        if (!state)
            done(state.error());
        else if (code == QKeychain::EntryNotFound)
            done(KeychainProblem::Missing);
        else if (code == QKeychain::AccessDenied || code == QKeychain::AccessDeniedByUser)
            done(KeychainProblem::Denied);
        else if (code == QKeychain::NoBackendAvailable)
            done(KeychainProblem::NoService);
        else
            done(KeychainProblem::Failed);
    });
}

// --- the four things it does
// ---------------------------------------------------------------------------------

QFuture<KeychainResult<void>> KeychainStore::probe()
{
    const auto promise = std::make_shared<QPromise<KeychainResult<void>>>();
    promise->start();
    examine([promise](KeychainResult<void> state) {
        promise->addResult(state);
        promise->finish();
    });
    return promise->future();
}

void KeychainStore::readItem(const QString &item, std::function<void(KeychainResult<Secret>)> done)
{
    startJob(new QKeychain::ReadPasswordJob(keychainService), item,
             [this, done](QKeychain::Job *job, bool timedOut) {
                 if (timedOut)
                     done(std::unexpected(KeychainProblem::TimedOut));
                 else if (job->error() != QKeychain::NoError)
                     explain(job, [done](KeychainProblem problem) { done(std::unexpected(problem)); });
                 else
                     done(Secret(static_cast<QKeychain::ReadPasswordJob *>(job)->textData().toUtf8()));
             });
}

QFuture<KeychainResult<Secret>> KeychainStore::read(const QString &item)
{
    const auto promise = std::make_shared<QPromise<KeychainResult<Secret>>>();
    promise->start();
    const auto finish = [this, promise](KeychainResult<Secret> value) {
        promise->addResult(std::move(value));
        promise->finish();
        next();
    };
    enqueue([this, item, finish] {
        unlockFor([this, item, finish] { readItem(item, finish); },
                  [finish](KeychainProblem problem) { finish(std::unexpected(problem)); });
    });
    return promise->future();
}

QFuture<KeychainResult<void>> KeychainStore::write(const QString &item, const Secret &value)
{
    const auto promise = std::make_shared<QPromise<KeychainResult<void>>>();
    promise->start();
    const auto finish = [this, promise](KeychainResult<void> result) {
        promise->addResult(result);
        promise->finish();
        next();
    };
    const auto afterWrite = [this, item, value, finish](QKeychain::Job *job, bool timedOut) {
        if (timedOut) {
            finish(std::unexpected(KeychainProblem::TimedOut));
        } else if (job->error() != QKeychain::NoError) {
            explain(job, [finish](KeychainProblem problem) { finish(std::unexpected(problem)); });
        } else {
            readItem(item, [value, finish](KeychainResult<Secret> back) {
                const bool same = back && *back == value;
                finish(same ? KeychainResult<void>()
                            : std::unexpected(back ? KeychainProblem::Failed : back.error()));
            });
        }
    };
    enqueue([this, item, value, finish, afterWrite] {
        // Asked first: without a service the job's own error does not tell which thing is missing.
        examine([this, item, value, finish, afterWrite](KeychainResult<void> state) {
            if (!state && state.error() != KeychainProblem::Locked) {
                finish(state);
                return;
            }
            unlockFor(
                [this, item, value, afterWrite] {
                    auto *job = new QKeychain::WritePasswordJob(keychainService);
                    job->setTextData(QString::fromUtf8(value.expose()));
                    startJob(job, item, afterWrite);
                },
                [finish](KeychainProblem problem) { finish(std::unexpected(problem)); });
        });
    });
    return promise->future();
}

QFuture<KeychainResult<void>> KeychainStore::remove(const QString &item)
{
    const auto promise = std::make_shared<QPromise<KeychainResult<void>>>();
    promise->start();
    const auto finish = [this, promise](KeychainResult<void> result) {
        promise->addResult(result);
        promise->finish();
        next();
    };
    const auto afterRemove = [this, item, finish](QKeychain::Job *job, bool timedOut) {
        if (timedOut) {
            finish(std::unexpected(KeychainProblem::TimedOut));
        } else if (job->error() != QKeychain::NoError && job->error() != QKeychain::EntryNotFound) {
            explain(job, [finish](KeychainProblem problem) { finish(std::unexpected(problem)); });
        } else {
            // A locked keychain answers that all is well and keeps the item, so it is read afterwards.
            readItem(item, [finish](KeychainResult<Secret> left) {
                if (left)
                    finish(std::unexpected(KeychainProblem::Denied));
                else if (left.error() == KeychainProblem::Missing)
                    finish({});
                else
                    finish(std::unexpected(left.error()));
            });
        }
    };
    enqueue([this, item, finish, afterRemove] {
        unlockFor(
            [this, item, afterRemove] {
                startJob(new QKeychain::DeletePasswordJob(keychainService), item, afterRemove);
            },
            [finish](KeychainProblem problem) { finish(std::unexpected(problem)); });
    });
    return promise->future();
}

} // namespace Crossroads
