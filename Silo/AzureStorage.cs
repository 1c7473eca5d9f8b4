using Azure;
using Orleans.Storage;

namespace Tickstorm.Silo;

/// <summary>Storage in Azure, whose failures are of the types that those of other storage have.</summary>
internal sealed class AzureStorage(IGrainStorage azure) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Use(azure.ReadStateAsync(stateName, grainId, grainState));

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Use(azure.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Use(azure.ClearStateAsync(stateName, grainId, grainState));

    private static async Task Use(Task use)
    {
        try
        {
            await use;
        }
        catch (RequestFailedException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }
}
