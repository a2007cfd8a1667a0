// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/logging.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Crossroads;
using namespace Qt::StringLiterals;

static constexpr int linesOfEach = 12'000;

/// What a process of the test below does.
static int writeLines(const QString &log, const QString &who)
{
    if (!startLogging(log, u"info", false))
        return 1;
    const QString filler(150, u'x');
    for (int i = 0; i < linesOfEach; ++i)
        qCInfo(lcApp).noquote() << who << i << filler;
    return 0;
}

/// The log of several processes, and who may read it.
class TestLogging : public QObject
{
    Q_OBJECT

    /// All files of \p log, the oldest first.
    static QByteArray whole(const QString &log)
    {
        QByteArray all;
        for (const char *suffix : {".3", ".2", ".1", ""}) {
            QFile file(log + QLatin1StringView(suffix));
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }

private Q_SLOTS:
    void processesThatShareALogLoseNothing()
    {
        const QTemporaryDir folder;
        const QString log = folder.filePath(u"state/crossroads.log"_s);
        QProcess one, other;
        one.start(QCoreApplication::applicationFilePath(), {u"--write"_s, log, u"one"_s});
        other.start(QCoreApplication::applicationFilePath(), {u"--write"_s, log, u"other"_s});
        QVERIFY(one.waitForFinished(60'000) && other.waitForFinished(60'000));
        QCOMPARE(one.exitCode(), 0);
        QCOMPARE(other.exitCode(), 0);
        QVERIFY(QFile::exists(log + u".1"_s)); // else nothing was put to the test
        QHash<QByteArray, QList<int>> seen;
        const QList<QByteArray> lines = whole(log).split('\n');
        for (const QByteArray &line : lines) {
            if (line.isEmpty())
                continue;
            const QList<QByteArray> words = line.split(' ');
            QVERIFY2(words.size() == 6 && words.last().size() == 150, line.constData());
            seen[words[3]].append(words[4].toInt());
        }
        QCOMPARE(seen.size(), 2);
        for (QList<int> &numbers : seen) {
            std::ranges::sort(numbers);
            QCOMPARE(numbers.size(), linesOfEach);
            QCOMPARE(std::ranges::adjacent_find(numbers), numbers.end());
        }
        for (const char *suffix : {"", ".1", ".2"}) {
            if (QFile::exists(log + QLatin1StringView(suffix)))
                QVERIFY(QFile(log + QLatin1StringView(suffix)).size() < 2'300'000);
        }
    }

    void aFilePutAsideByAnotherIsNotWrittenOn()
    {
        const QTemporaryDir folder;
        const QString log = folder.filePath(u"crossroads.log"_s);
        QVERIFY(startLogging(log, u"info", false));
        const QString line(100'000, u'x');
        for (int i = 0; i < 21; ++i) // full: the next line makes room
            qCInfo(lcApp).noquote() << line;
        // Another process was quicker.
        QVERIFY(QFile::rename(log, log + u".1"_s));
        QFile fresh(log);
        QVERIFY(fresh.open(QIODevice::WriteOnly));
        fresh.write("the other's\n");
        fresh.close();
        qCInfo(lcApp) << "behind it";
        qInstallMessageHandler(nullptr);
        QVERIFY(fresh.open(QIODevice::ReadOnly));
        const QByteArray text = fresh.readAll();
        QVERIFY(text.startsWith("the other's\n") && text.contains("behind it"));
        QVERIFY(!QFile::exists(log + u".2"_s));
    }

    void nobodyElseMayReadIt()
    {
        const QTemporaryDir folder;
        const QString state = folder.filePath(u"state"_s);
        const QString log = state + u"/crossroads.log"_s;
        // As an earlier version left it.
        const mode_t before = ::umask(022);
        QVERIFY(QDir().mkpath(state));
        for (const char *suffix : {"", ".1", ".2"}) {
            QFile file(log + QLatin1StringView(suffix));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        QVERIFY(startLogging(log, u"info", false));
        const QString line(100'000, u'x');
        for (int i = 0; i < 30; ++i)
            qCInfo(lcApp).noquote() << line;
        qInstallMessageHandler(nullptr);
        ::umask(before);
        const auto modeOf = [](const QString &path) {
            struct stat status = {};
            return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? int(status.st_mode & 0777)
                                                                             : -1;
        };
        QCOMPARE(modeOf(state), 0700);
        for (const char *suffix : {"", ".1", ".2", ".3"})
            QCOMPARE(modeOf(log + QLatin1StringView(suffix)), 0600);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.value(1) == "--write"_L1)
        return writeLines(words.value(2), words.value(3));
    TestLogging test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_logging.moc"
