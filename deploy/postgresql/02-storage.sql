-- Records of runs and blocks of checkpoints, as Orleans 10.4.2's ADO.NET grain storage asks for them.
-- PostgreSQL 13 or newer, after 01-clustering.sql. May be run again: nothing that is there is lost.
--
-- A write names the version that it is based on; null means that nothing was there. What comes back is the version after
-- the write, or the one given when somebody else was faster, which the provider takes for a conflict.

CREATE TABLE IF NOT EXISTS OrleansStorage
(
    GrainIdHash            integer        NOT NULL,
    GrainIdN0              bigint         NOT NULL,
    GrainIdN1              bigint         NOT NULL,
    GrainTypeHash          integer        NOT NULL,
    GrainTypeString        varchar(512)   NOT NULL,
    GrainIdExtensionString varchar(512),
    ServiceId              varchar(150)   NOT NULL,
    PayloadBinary          bytea,
    ModifiedOn             timestamptz(3) NOT NULL DEFAULT now(),
    Version                integer        NOT NULL
);

-- Checkpoints are bytes already packed: compressing them again costs time and saves little.
ALTER TABLE OrleansStorage ALTER COLUMN PayloadBinary SET STORAGE EXTERNAL;

CREATE UNIQUE INDEX IF NOT EXISTS OrleansStorage_Grain
    ON OrleansStorage (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, ServiceId, GrainTypeString, coalesce(GrainIdExtensionString, ''));

DELETE FROM OrleansQuery WHERE QueryKey IN ('ReadFromStorageKey', 'WriteToStorageKey', 'ClearStorageKey', 'DeleteStorageKey');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES

('ReadFromStorageKey', $query$
    SELECT PayloadBinary, Version
    FROM OrleansStorage
    WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
        AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
        AND coalesce(GrainIdExtensionString, '') = coalesce(@GrainIdExtensionString, '')
$query$),

('WriteToStorageKey', $query$
    WITH changed AS (
        UPDATE OrleansStorage SET PayloadBinary = @PayloadBinary, ModifiedOn = now(), Version = Version + 1
        WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
            AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
            AND coalesce(GrainIdExtensionString, '') = coalesce(@GrainIdExtensionString, '')
            AND Version = @GrainStateVersion
        RETURNING Version
    ), made AS (
        INSERT INTO OrleansStorage (GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, Version)
        SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId, @PayloadBinary, 1
        WHERE @GrainStateVersion IS NULL
        ON CONFLICT DO NOTHING
        RETURNING Version
    )
    SELECT coalesce((SELECT Version FROM changed), (SELECT Version FROM made), @GrainStateVersion) AS NewGrainStateVersion
$query$),

('ClearStorageKey', $query$
    WITH changed AS (
        UPDATE OrleansStorage SET PayloadBinary = NULL, ModifiedOn = now(), Version = Version + 1
        WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
            AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
            AND coalesce(GrainIdExtensionString, '') = coalesce(@GrainIdExtensionString, '')
            AND Version = @GrainStateVersion
        RETURNING Version
    )
    SELECT coalesce((SELECT Version FROM changed), @GrainStateVersion) AS NewGrainStateVersion
$query$),

('DeleteStorageKey', $query$
    WITH gone AS (
        DELETE FROM OrleansStorage
        WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
            AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
            AND coalesce(GrainIdExtensionString, '') = coalesce(@GrainIdExtensionString, '')
            AND Version = @GrainStateVersion
        RETURNING Version
    )
    SELECT coalesce((SELECT Version + 1 FROM gone), @GrainStateVersion) AS NewGrainStateVersion
$query$);
