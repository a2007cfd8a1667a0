// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/keychainstore.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QProcess>
#include <QTest>
#include <QTimer>

#include <csignal>

using namespace Crossroads;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

static const QString item = u"openrouter-0123456789ab"_s;

template<typename T>
static T ended(QFuture<T> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000))
        qFatal("the keychain never answered");
    return future.result();
}

/// What the keychain itself holds, asked by another program.
static QByteArray lookedUp(const QString &user)
{
    QProcess process;
    process.start(u"secret-tool"_s, {u"lookup"_s, u"user"_s, user, u"server"_s, u"crossroads"_s});
    process.waitForFinished();
    return process.readAllStandardOutput();
}

static void lockKeyring()
{
    QProcess process;
    process.start(u"gdbus"_s,
                  {u"call"_s, u"--session"_s, u"--dest"_s, u"org.freedesktop.secrets"_s, u"--object-path"_s,
                   u"/org/freedesktop/secrets"_s, u"--method"_s, u"org.freedesktop.Secret.Service.Lock"_s,
                   u"[objectpath \"/org/freedesktop/secrets/collection/login\"]"_s});
    process.waitForFinished();
    QCOMPARE(process.exitCode(), 0);
}

/// Shows GNOME Keyring's prompts, as the desktop's shell does, and closes them: a person who will not.
class ClosingPrompter : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.gnome.keyring.internal.Prompter")

public:
    int closed = 0;

    bool begin()
    {
        return m_bus.isConnected() && m_bus.registerService(u"org.gnome.keyring.SystemPrompter"_s) &&
               m_bus.registerObject(u"/org/gnome/keyring/Prompter"_s, this,
                                    QDBusConnection::ExportScriptableSlots);
    }
    ~ClosingPrompter() override { QDBusConnection::disconnectFromBus(u"prompter"_s); }

public Q_SLOTS:
    Q_SCRIPTABLE void BeginPrompting(const QDBusObjectPath &callback)
    {
        answer(callback, u"PromptReady"_s, {QString(), QVariantMap(), QString()});
    }
    Q_SCRIPTABLE void PerformPrompt(const QDBusObjectPath &callback, const QString &, const QVariantMap &,
                                    const QString &exchange)
    {
        ++closed;
        answer(callback, u"PromptReady"_s, {u"no"_s, QVariantMap(), exchange});
    }
    Q_SCRIPTABLE void StopPrompting(const QDBusObjectPath &callback)
    {
        answer(callback, u"PromptDone"_s, {});
    }

private:
    void answer(const QDBusObjectPath &callback, const QString &method, const QVariantList &arguments)
    {
        QDBusMessage call = QDBusMessage::createMethodCall(
            message().service(), callback.path(), u"org.gnome.keyring.internal.Prompter.Callback"_s, method);
        call.setArguments(arguments);
        // Not before the call that asked for it was answered: the keychain would not know what it is about.
        QTimer::singleShot(20, this, [this, call] { m_bus.send(call); });
    }
    QDBusConnection m_bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"prompter"_s);
};

/// A real keychain in a session of its own, or really none; packaging/with-keyring says which.
class TestKeychain : public QObject
{
    Q_OBJECT

    QByteArray m_mode = qgetenv("CROSSROADS_TEST_KEYRING");
    bool isOpen() const { return m_mode == "open"; }

    std::optional<KeychainProblem> expected() const
    {
        if (m_mode == "locked")
            return KeychainProblem::Locked;
        if (m_mode == "no-service")
            return KeychainProblem::NoService;
        if (m_mode == "no-bus")
            return KeychainProblem::NoBus;
        return std::nullopt;
    }

    template<typename T>
    static std::optional<KeychainProblem> problemOf(const KeychainResult<T> &result)
    {
        return result ? std::nullopt : std::optional(result.error());
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(!m_mode.isEmpty(), "run it through packaging/with-keyring"); }

    void everyFailureHasItsOwnName()
    {
        KeychainStore keychain;
        QCOMPARE(problemOf(ended(keychain.probe())), expected());
        QCOMPARE(problemOf(ended(keychain.write(item, Secret("sk-or-v1-FAKE-0123456789")))), expected());
        const auto value = ended(keychain.read(item));
        QCOMPARE(problemOf(value), expected());
        QCOMPARE(problemOf(ended(keychain.remove(item))), expected());
    }

    void eachProblemHasItsOwnWords()
    {
        QStringList messages;
        for (const auto problem :
             {KeychainProblem::NoBus, KeychainProblem::NoService, KeychainProblem::Locked,
              KeychainProblem::Dismissed, KeychainProblem::Missing, KeychainProblem::Denied,
              KeychainProblem::TimedOut, KeychainProblem::Failed}) {
            const Error error = keychainError(problem);
            QVERIFY(!messages.contains(error.message));
            QVERIFY(!error.hint.isEmpty());
            messages.append(error.message);
        }
    }

    void aValueComesBackAndGoes()
    {
        if (!isOpen())
            return;
        KeychainStore keychain;
        const QByteArray bytes = "fake-key-with-signs.:/+=_-\"'\\\xC3\xA9-0123";
        QVERIFY(ended(keychain.write(item, Secret(bytes))));
        QCOMPARE(lookedUp(item), bytes); // where support would look
        QCOMPARE(ended(keychain.read(item))->expose().toByteArray(), bytes);
        QVERIFY(ended(keychain.write(item, Secret("fake-second-value-0123"))));
        QCOMPARE(ended(keychain.read(item))->expose().toByteArray(), "fake-second-value-0123");
        QVERIFY(ended(keychain.remove(item)));
        QCOMPARE(lookedUp(item), QByteArray());
        QCOMPARE(problemOf(ended(keychain.read(item))), KeychainProblem::Missing);
        QVERIFY(ended(keychain.remove(item))); // nothing to do is well done
        QCOMPARE(keychain.serviceName(), u"GNOME Keyring"_s);
    }

    void manyAtOnceAreServedInTurn()
    {
        if (!isOpen())
            return;
        KeychainStore keychain;
        QList<QFuture<KeychainResult<void>>> writes;
        for (int i = 0; i < 12; ++i)
            writes.append(keychain.write(u"many-%1"_s.arg(i), Secret("fake-many-" + QByteArray::number(i))));
        QList<QFuture<KeychainResult<Secret>>> reads;
        for (int i = 0; i < 12; ++i)
            reads.append(keychain.read(u"many-%1"_s.arg(i)));
        for (int i = 0; i < 12; ++i) {
            QVERIFY(ended(writes[i]));
            QCOMPARE(ended(reads[i])->expose().toByteArray(), "fake-many-" + QByteArray::number(i));
            QVERIFY(ended(keychain.remove(u"many-%1"_s.arg(i))));
        }
    }

    void aTimeOutIsSaidAndTheNextOneIsServed()
    {
        if (!isOpen())
            return;
        KeychainStore keychain;
        QVERIFY(ended(keychain.write(item, Secret("fake-slow-0123456789"))));
        keychain.setTimeout(0ms); // no service answers before the event loop turns
        QCOMPARE(problemOf(ended(keychain.read(item))), KeychainProblem::TimedOut);
        keychain.setTimeout(20s);
        QVERIFY(ended(keychain.read(item)));
        QVERIFY(ended(keychain.remove(item)));
    }

    void aJobInFlightOutlivesItsKeychain()
    {
        if (!isOpen())
            return;
        QFuture<KeychainResult<Secret>> future;
        {
            KeychainStore keychain;
            future = keychain.read(item);
        }
        QTRY_VERIFY(future.isFinished()); // as cancelled
        KeychainStore again;
        QCOMPARE(problemOf(ended(again.read(item))), KeychainProblem::Missing);
    }

    void lockedInBetweenItIsLockedNotMissing() // last: it stays locked
    {
        if (!isOpen())
            return;
        KeychainStore keychain;
        QVERIFY(ended(keychain.write(item, Secret("fake-locked-away-0123"))));
        lockKeyring();
        QCOMPARE(problemOf(ended(keychain.read(item))), KeychainProblem::Locked);
        QCOMPARE(problemOf(ended(keychain.remove(item))), KeychainProblem::Locked);
        QCOMPARE(problemOf(ended(keychain.probe())), KeychainProblem::Locked);
    }

    void aClosedPromptIsSaidAsSuch()
    {
        if (!isOpen() && m_mode != "locked")
            return;
        ClosingPrompter prompter;
        QVERIFY(prompter.begin());
        KeychainStore keychain;
        QCOMPARE(problemOf(ended(keychain.read(item))), KeychainProblem::Dismissed);
        QCOMPARE(prompter.closed, 1);
        QCOMPARE(problemOf(ended(keychain.write(item, Secret("fake-never-kept-0123")))),
                 KeychainProblem::Dismissed);
        QCOMPARE(problemOf(ended(keychain.remove(item))), KeychainProblem::Dismissed);
        QCOMPARE(prompter.closed, 3); // once each: nobody is asked twice for one thing
    }

    void aServiceThatEndsWhileItIsAskedIsAskedAgain() // last: the service that comes instead is locked
    {
        if (!isOpen() && m_mode != "locked")
            return;
        const auto bus = QDBusConnection::sessionBus().interface();
        const pid_t service = pid_t(bus->servicePid(u"org.freedesktop.secrets"_s).value());
        QVERIFY(service > 1);
        QCOMPARE(kill(service, SIGSTOP), 0);
        KeychainStore keychain;
        const auto state = keychain.probe();
        QTest::qWait(200); // the question is on its way; were it not, the answer would be the same
        QVERIFY(!state.isFinished());
        QCOMPARE(kill(service, SIGKILL), 0);
        QCOMPARE(problemOf(ended(state)), KeychainProblem::Locked);
        QVERIFY(pid_t(bus->servicePid(u"org.freedesktop.secrets"_s).value()) != service);
    }
};

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
