using Orleans.Persistence.Redis;
using Orleans.Storage;
using StackExchange.Redis;

namespace Tickstorm.Silo;

/// <summary>Storage in Redis, whose failures are of the types that those of other storage have.</summary>
internal sealed class RedisStorage(IGrainStorage redis) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        try
        {
            await redis.ReadStateAsync(stateName, grainId, grainState);
        }
        catch (RedisStorageException failure) when (failure.InnerException is null or RedisException or TimeoutException or IOException)
        {
            throw new IOException((failure.InnerException ?? failure).Message, failure);
        }
        catch (RedisStorageException damaged)
        {
            // What came cannot be read.
            throw damaged.InnerException!;
        }
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Use(redis.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Use(redis.ClearStateAsync(stateName, grainId, grainState));

    private static async Task Use(Task use)
    {
        try
        {
            await use;
        }
        catch (RedisStorageException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }
}
